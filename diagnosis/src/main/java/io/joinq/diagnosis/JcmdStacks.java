package io.joinq.diagnosis;

import io.joinq.queue.WorkerStatus;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads the threads of a worker with the JDK's {@code jcmd}, and keeps those that handle tasks. */
final class JcmdStacks implements WorkerStacks {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_COMMANDS = 5;
  private static final File NOTHING = new File("/dev/null");

  private final Path jcmd;
  private final Duration patience;

  JcmdStacks() {
    this(Path.of(System.getProperty("java.home"), "bin", "jcmd"), PATIENCE);
  }

  JcmdStacks(Path jcmd, Duration patience) {
    this.jcmd = jcmd;
    this.patience = patience;
  }

  @Override
  public WorkerStack read(WorkerStatus worker) throws InterruptedException {
    if (!worker.local()) {
      return without(worker, List.of(), "it runs in another container; look there");
    }
    List<String> commands = commands(worker.pid());
    if (!Files.isExecutable(jcmd)) {
      return without(worker, commands, "there is no " + jcmd + ": this Java is a JRE, not a JDK");
    }
    Path dump = null;
    try {
      dump = Files.createTempFile("joinq-threads-", ".txt");
      return read(worker, commands, dump);
    } catch (IOException e) {
      return without(worker, commands, "jcmd failed: " + e.getMessage());
    } finally {
      delete(dump);
    }
  }

  private WorkerStack read(WorkerStatus worker, List<String> commands, Path dump)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(worker.pid()), "Thread.print")
            .redirectErrorStream(true)
            .redirectInput(NOTHING)
            .redirectOutput(dump.toFile())
            .start();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return without(
            worker, commands, "the process did not answer jcmd in " + Phrases.age(patience));
      }
    } finally {
      process.destroyForcibly();
    }
    List<Stack> threads = ThreadDump.handlers(Files.readString(dump, StandardCharsets.UTF_8));
    String missing = threads.isEmpty() ? "no thread of it handles a task now" : "";
    return process.exitValue() == 0
        ? new WorkerStack(worker.worker(), worker.pid(), threads, commands, missing)
        : without(worker, commands, "jcmd ended with exit code " + process.exitValue());
  }

  private static WorkerStack without(WorkerStatus worker, List<String> commands, String why) {
    return new WorkerStack(worker.worker(), worker.pid(), List.of(), commands, why);
  }

  /** The commands that a process runs, as far as the kernel shows them. */
  private static List<String> commands(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .limit(MOST_COMMANDS)
        .map(JcmdStacks::command)
        .toList();
  }

  private static String command(ProcessHandle process) {
    ProcessHandle.Info info = process.info();
    Optional<String> since =
        info.startInstant().map(start -> Phrases.age(Duration.between(start, Instant.now())));
    return "'%s', pid %d%s"
        .formatted(
            info.commandLine().orElse("?"),
            process.pid(),
            since.map(age -> ", for " + age).orElse(""));
  }

  private static void delete(Path dump) {
    try {
      if (dump != null) {
        Files.deleteIfExists(dump);
      }
    } catch (IOException e) {
      // The system cleans its folder for such files.
    }
  }
}
