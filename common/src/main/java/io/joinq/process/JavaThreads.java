package io.joinq.process;

import io.joinq.os.Libc;
import io.joinq.os.SignalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads the thread dump of another JVM. */
public final class JavaThreads {
  private static final long PATIENCE_SECONDS = 2;
  private static final int SIGQUIT = 3;

  private JavaThreads() {}

  /**
   * Runs the jcmd of this Java. Blocks for at most 2 s.
   *
   * @return empty if there is no jcmd, or it did not answer in time
   */
  public static Optional<String> of(long pid) throws InterruptedException {
    return of(pid, Path.of(System.getProperty("java.home")));
  }

  /** As {@link #of(long)}, with the jcmd of the Java in a folder, which may have none. */
  public static Optional<String> of(long pid, Path home) throws InterruptedException {
    Path jcmd = home.resolve("bin").resolve("jcmd");
    if (!Files.isExecutable(jcmd)) {
      return Optional.empty();
    }
    try {
      // To a file, so that no thread has to read while this waits for the end.
      Path answer = Files.createTempFile("joinq-threads-", ".txt");
      try {
        List<String> words =
            List.of(
                jcmd.toString(), "-J-XX:TieredStopAtLevel=1", Long.toString(pid), "Thread.print");
        Process process =
            new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
          deleteInvitation(pid);
        }
        return ended && process.exitValue() == 0
            ? Optional.of(Files.readString(answer))
            : Optional.empty();
      } finally {
        Files.deleteIfExists(answer);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What jcmd leaves in the working directory of a JVM that has not answered yet. */
  private static void deleteInvitation(long pid) throws IOException {
    Files.deleteIfExists(Path.of("/proc/" + pid + "/cwd/.attach_pid" + pid));
  }

  /**
   * Has a JVM write what its threads do to its stdout, with SIGQUIT.
   *
   * @throws SignalException if there is no such process, or it belongs to another user
   */
  public static void request(long pid) {
    int errno = Libc.sendSignal(Math.toIntExact(pid), SIGQUIT);
    if (errno != 0) {
      throw new SignalException("cannot send SIGQUIT to process " + pid + ": errno " + errno);
    }
  }
}
