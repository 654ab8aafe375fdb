package io.joinq.worker.handler;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that came of it, to be killed together.
 *
 * <p>To it belong the descendants of the process, and every process of its session: those stay
 * there also when their parents die, or when they form groups of their own as jobs of a shell do.
 * What leaves the session <em>and</em> loses its parent, as a daemon does, is lost sight of.
 */
final class ProcessTree implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);
  private static final Path PROC = Path.of("/proc");
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private final Process root;

  private ProcessTree(Process root) {
    this.root = root;
  }

  /**
   * Starts a process in a session of its own.
   *
   * @throws IOException if it cannot be started
   */
  static ProcessTree start(ProcessBuilder builder, OwnSession session) throws IOException {
    return new ProcessTree(builder.command(session.around(builder.command())).start());
  }

  Process root() {
    return root;
  }

  /**
   * Kills all of it; returns when nothing is left, also if the thread is interrupted. Does nothing
   * where nothing is left.
   */
  void kill() {
    boolean interrupted = Thread.interrupted();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Set<ProcessHandle> seen = new HashSet<>();
    // Looks again after each round: a process may have been started while the others were killed.
    while (killRound(seen)) {
      if (System.nanoTime() - deadline > 0) {
        log.warn("processes {} of command {} cannot be killed", seen, root.pid());
        break;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends KILL to all that is there, and says whether there was anything. */
  private boolean killRound(Set<ProcessHandle> seen) {
    seen.add(root.toHandle());
    root.descendants().forEach(seen::add);
    sessionMembers(seen);
    seen.removeIf(process -> !isRunning(process));
    seen.forEach(ProcessHandle::destroyForcibly);
    return !seen.isEmpty();
  }

  private void sessionMembers(Set<ProcessHandle> found) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (sessionOf(process) == root.pid()) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      log.debug("no {} here; descendants are all that can be found", PROC, e);
    }
  }

  /** The session's number stands fourth after the name, which ends at the last parenthesis. */
  private static long sessionOf(Path process) {
    String[] fields = statOf(process);
    return fields.length > 3 ? Long.parseLong(fields[3]) : -1;
  }

  /** A dead process that nobody has waited for is no longer running. */
  private static boolean isRunning(ProcessHandle process) {
    String[] fields = statOf(PROC.resolve(Long.toString(process.pid())));
    return process.isAlive() && !fields[0].equals("Z");
  }

  private static String[] statOf(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    } catch (IOException e) {
      // It has ended meanwhile.
      return new String[] {""};
    }
  }

  @Override
  public void close() {
    kill();
  }
}
