package io.joinq.worker.handler;

import io.joinq.os.ProcessStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all processes that it started, killed together.
 *
 * <p>To it belong the descendants of the process; every process of its session, whose parents may
 * be dead, and which may have formed groups of their own as jobs of a shell do; and every process
 * that inherited the mark in its environment, as a daemon does that left the session. Only what
 * left the session, lost its parent and cleared its environment is lost sight of.
 */
final class ProcessTree implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProcessTree.class);
  private static final Path PROC = Path.of("/proc");
  private static final String MARK = "JOINQ_EXEC_MARK";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private final Process root;
  private final String mark;

  private ProcessTree(Process root, String mark) {
    this.root = root;
    this.mark = mark;
  }

  /**
   * Starts a process in a session of its own.
   *
   * @throws IOException if it cannot be started
   */
  static ProcessTree start(ProcessBuilder builder, OwnSession session) throws IOException {
    String mark = UUID.randomUUID().toString();
    builder.environment().put(MARK, mark);
    Process root = builder.command(session.around(builder.command())).start();
    return new ProcessTree(root, MARK + "=" + mark);
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
    addMembers(seen);
    seen.removeIf(process -> !isRunning(process));
    seen.forEach(ProcessHandle::destroyForcibly);
    return !seen.isEmpty();
  }

  private void addMembers(Set<ProcessHandle> found) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (isMember(process)) {
          ProcessHandle.of(pid(process)).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      log.debug("{} is missing; only descendants can be found", PROC, e);
    }
  }

  private boolean isMember(Path process) {
    return ProcessStat.of(pid(process)).filter(stat -> stat.session() == root.pid()).isPresent()
        || read(process.resolve("environ")).contains(mark);
  }

  private static long pid(Path process) {
    return Long.parseLong(process.getFileName().toString());
  }

  /** A zombie is not running. */
  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive()
        && ProcessStat.of(process.pid()).filter(stat -> !stat.isZombie()).isPresent();
  }

  /** The text of a file of the kernel; empty if its process has ended or is another user's. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    kill();
  }
}
