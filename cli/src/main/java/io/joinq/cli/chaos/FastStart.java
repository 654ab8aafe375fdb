package io.joinq.cli.chaos;

import io.joinq.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How children are started: in little memory, and with an archive of their classes, made by one
 * that puts a task into a queue nobody uses. It halves what a start costs, and a run starts
 * thousands. It is of jars only; where classes lie in folders children start without it.
 */
final class FastStart {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path archive;

  private FastStart(Path archive) {
    this.archive = archive;
  }

  /**
   * Makes the archive, if it can be made.
   *
   * @param folder of its own, for the archive and what its making needs
   */
  static FastStart prepare(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path archive = folder.resolve("classes.jsa");
    ChildSetup setup =
        new ChildSetup(
            "practice",
            folder.resolve("practice" + EventLog.SUFFIX),
            ChaosPlan.queueIn(folder.resolve("queue")),
            ChaosPlan.MAX_ATTEMPTS,
            ChaosPlan.LEASE_TIMEOUT,
            0);
    ProcessBuilder builder =
        small(JavaCommand.of(ChaosPractice.class.getName()))
            .withFlag("-XX:ArchiveClassesAtExit=" + archive)
            .withArguments(setup.toArguments())
            .toProcessBuilder()
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("practice.out").toFile());
    Process process = builder.start();
    try {
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    return new FastStart(archive);
  }

  /** Whether a file has this text in its first bytes. */
  static boolean hasWritten(Path file, String text) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(4096), StandardCharsets.UTF_8).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  JavaCommand command(Role role) {
    JavaCommand command = small(JavaCommand.of(role.mainClass()));
    return Files.exists(archive) ? command.withFlag("-XX:SharedArchiveFile=" + archive) : command;
  }

  private static JavaCommand small(JavaCommand command) {
    return command
        .withFlag("-Xmx96m")
        .withFlag("-XX:TieredStopAtLevel=1")
        .withFlag("-XX:+UseSerialGC")
        .withFlag("-XX:-UsePerfData")
        .withFlag("-Xlog:cds=off")
        .withProperty("joinq.resultsKept", Integer.toString(ChaosPlan.RESULTS_KEPT));
  }
}
