package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joinq.lab.Lab;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a measurement which is ended early leaves no process and no folder. */
@Tag("process")
@Timeout(120)
class HttpCommandEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  @TempDir private Path folder;

  /** A program that writes down its pid and then becomes what the command says. */
  private Path program(String name, String command) throws IOException {
    Path script = folder.resolve(name);
    Path pid = folder.resolve(name + ".pid");
    // Renamed: whoever sees the file sees all of it.
    Files.writeString(
        script, "#!/bin/sh\necho $$ > %1$s.new\nmv %1$s.new %1$s\n%2$s\n".formatted(pid, command));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private ProcessHandle awaitProgram(String name) throws IOException {
    Path pid = folder.resolve(name + ".pid");
    Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(pid));
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
  }

  private static void awaitGone(ProcessHandle process) {
    Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  @Test
  void aSignalEndsUvicornAndWrkAndDeletesTheFolders() throws Exception {
    assumeTrue(Files.exists(PYTHON), "stands in for uvicorn: " + PYTHON);
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path uvicorn =
        program("uvicorn", "echo ok > healthz; exec " + PYTHON + " -m http.server -b 127.0.0.1 $5");
    program("wrk", "exec sleep 600");
    ProcessBuilder command =
        JavaCommand.of(Lab.class.getName())
            .withProperty("java.io.tmpdir", temporary.toString())
            .withArguments("bench", "http", "--python", uvicorn.toString())
            .toProcessBuilder();
    command.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    Path output = folder.resolve("output");
    Process run = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    ProcessHandle theirs = awaitProgram("uvicorn");
    ProcessHandle wrk = awaitProgram("wrk");
    try {
      Signal.TERM.sendTo(run.pid());
      assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      awaitGone(theirs);
      awaitGone(wrk);
      try (Stream<Path> left = Files.list(temporary)) {
        assertThat(left.filter(file -> file.getFileName().toString().startsWith("joinq-")))
            .as(Files.readString(output))
            .isEmpty();
      }
    } finally {
      List.of(theirs, wrk, run.toHandle()).forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void anInterruptedStartEndsUvicorn() throws Exception {
    Path uvicorn = program("uvicorn", "exec sleep 600");
    Thread starting = new Thread(() -> startInterruptibly(uvicorn), "starting");
    starting.start();
    ProcessHandle theirs = awaitProgram("uvicorn");
    try {
      starting.interrupt();
      starting.join(PATIENCE.toMillis());
      assertThat(starting.isAlive()).isFalse();
      assertThat(theirs.isAlive()).isFalse();
    } finally {
      theirs.destroyForcibly();
    }
  }

  private static void startInterruptibly(Path python) {
    try (Uvicorn started = Uvicorn.start(python.toString())) {
      throw new AssertionError("answers at " + started.url());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
