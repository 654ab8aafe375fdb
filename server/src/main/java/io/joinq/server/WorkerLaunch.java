package io.joinq.server;

import io.joinq.process.ClassArchive;
import io.joinq.process.JavaCommand;
import io.joinq.server.supervisor.WorkerCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts worker JVMs quickly, with the class-data archive of the build. Where that is missing, or
 * was made by another Java, the first start creates one in the background, once for all servers of
 * this user.
 */
final class WorkerLaunch implements WorkerCommand {
  private static final Logger log = LoggerFactory.getLogger(WorkerLaunch.class);
  private static final String ARCHIVE = "worker";
  private static final String WORKER_MAIN = "io.joinq.worker.WorkerMain";
  private static final String REHEARSAL_MAIN = "io.joinq.worker.CdsTraining";
  private static final String TOKEN_VARIABLE = "JOINQ_ADMIN_TOKEN";

  /** Shorter than this server's own patience with them. */
  private static final String GRACE = "4s";

  /** The first worker, and the server itself, need the processors more. */
  private static final Duration BEFORE_REHEARSAL = Duration.ofSeconds(3);

  private static final Duration LONGEST_END = Duration.ofMillis(500);

  private final List<String> arguments;
  private final ClassArchive classes;
  private final AtomicBoolean rehearsed = new AtomicBoolean();
  private final Thread training;

  /**
   * @param arguments that every worker gets
   */
  WorkerLaunch(List<String> arguments) {
    this.arguments = List.copyOf(arguments);
    ClassArchive built = ofBuild();
    classes = built.exists() ? built : ClassArchive.inUsersCache(ARCHIVE);
    training = new Thread(this::rehearse, "class-archive");
    training.setDaemon(true);
  }

  @Override
  public ProcessBuilder of(int worker, int restarts, boolean spare) {
    rehearseOnce();
    JavaCommand command =
        classes
            .addTo(quick(JavaCommand.of(WORKER_MAIN)))
            .withArguments(arguments)
            .withArguments("--worker", Integer.toString(worker))
            .withArguments("--restarts", Integer.toString(restarts))
            .withArguments("--supervised", "--with-parent", "--grace", GRACE);
    ProcessBuilder builder =
        (spare ? command.withArguments("--spare") : command).toProcessBuilder();
    // Not the workers' to know, and still less that of the commands they run.
    builder.environment().remove(TOKEN_VARIABLE);
    return builder;
  }

  /*
   * A worker lives on short bursts of code: the better code of the second compiler comes too late
   * for most of them, and its threads take the processor from the start of the others.
   */
  private static JavaCommand quick(JavaCommand command) {
    return command
        .withFlag("-XX:TieredStopAtLevel=1")
        .withFlag("-XX:+UseSerialGC")
        .withFlag("-Xshare:auto");
  }

  /** The archive that the build makes for the workers of servers of this program. */
  static ClassArchive ofBuild() {
    return ClassArchive.besideProgram(ARCHIVE);
  }

  /**
   * Records a worker's life. Blocks until the archive is there, for a minute at the most.
   *
   * @param output takes what the recorded worker writes
   * @return whether there is an archive now
   */
  static boolean make(ClassArchive archive, Path output) throws InterruptedException {
    return archive.make(quick(JavaCommand.of(REHEARSAL_MAIN)), output);
  }

  private void rehearseOnce() {
    if (!classes.exists() && rehearsed.compareAndSet(false, true)) {
      training.start();
    }
  }

  /** Ends the rehearsal, which would otherwise outlive this server, and waits for its end. */
  @Override
  public void close() {
    rehearsed.set(true);
    training.interrupt();
    try {
      training.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rehearse() {
    try {
      TimeUnit.MILLISECONDS.sleep(BEFORE_REHEARSAL.toMillis());
      boolean made = make(classes, Path.of("/dev/null"));
      log.debug("workers start {} an archive of their classes", made ? "with" : "without");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
