package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.process.ClassArchive;
import io.joinq.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts children quickly: in little memory, and with a class archive, which a child that puts a
 * task into a temporary queue records. That halves the cost of a start, and a run starts thousands.
 * Class archives need jars; from class folders, children start without one.
 */
final class FastStart {

  private final ClassArchive archive;

  private FastStart(ClassArchive archive) {
    this.archive = archive;
  }

  /**
   * Makes the archive, if it can be made.
   *
   * @param folder of its own, for the archive and what its making needs
   */
  static FastStart prepare(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    ClassArchive archive = ClassArchive.at(folder.resolve("classes.jsa"));
    ChildSetup setup =
        new ChildSetup(
            "practice",
            folder.resolve("practice" + EventLog.SUFFIX),
            ChaosPlan.queueIn(folder.resolve("queue")),
            ChaosPlan.MAX_ATTEMPTS,
            ChaosPlan.LEASE_TIMEOUT,
            0);
    archive.make(
        small(JavaCommand.of(ChaosWarmUp.class.getName())).withArguments(setup.toArguments()),
        folder.resolve("practice.out"));
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
    return archive.addTo(command);
  }

  private static JavaCommand small(JavaCommand command) {
    return command
        .withFlag("-Xmx96m")
        .withFlag("-XX:TieredStopAtLevel=1")
        .withFlag("-XX:+UseSerialGC")
        .withFlag("-XX:-UsePerfData")
        .withProperty("joinq.resultsKept", Integer.toString(ChaosPlan.RESULTS_KEPT));
  }
}
