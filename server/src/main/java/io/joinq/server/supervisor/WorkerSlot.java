package io.joinq.server.supervisor;

import io.joinq.server.supervisor.Supervised.State;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker through all its processes. Belongs to the supervisor's thread. */
final class WorkerSlot {
  private static final Logger log = LoggerFactory.getLogger(WorkerSlot.class);
  private static final int SIGNAL_BASE = 128;

  private final int number;
  private final WorkerCommand command;
  private final ScheduledExecutorService thread;
  private final RestartDelay delay = new RestartDelay();
  private int restarts;
  private long startedNanos;
  private Process process;
  // Written by the supervisor's thread, read by any.
  private volatile Supervised known;

  WorkerSlot(int number, WorkerCommand command, ScheduledExecutorService thread) {
    this.number = number;
    this.command = command;
    this.thread = thread;
    known = new Supervised(number, 0, State.BACKOFF, 0);
  }

  Supervised known() {
    return known;
  }

  void start() {
    if (known.state() == State.STOPPED) {
      return;
    }
    startedNanos = System.nanoTime();
    try {
      process = command.of(number, restarts).redirectErrorStream(true).start();
    } catch (IOException e) {
      log.error("worker {} cannot be started: {}", number, e.getMessage());
      startAgainLater();
      return;
    }
    become(State.STARTED);
    log.info("worker {} started, pid {}, restarts {}", number, process.pid(), restarts);
    WorkerOutput.relay(number, process);
    Process started = process;
    Future<?> unused = started.onExit().thenAcceptAsync(this::ended, thread);
  }

  private void ended(Process ended) {
    String end = describe(ended.exitValue());
    if (known.state() == State.STOPPED) {
      log.info("worker {} stopped, pid {}: {}", number, ended.pid(), end);
      return;
    }
    log.warn("worker {} died, pid {}: {}", number, ended.pid(), end);
    startAgainLater();
  }

  private void startAgainLater() {
    restarts++;
    become(State.BACKOFF);
    Duration pause = delay.after(Duration.ofNanos(System.nanoTime() - startedNanos));
    if (pause.isZero()) {
      start();
    } else {
      log.info("worker {} is started again in {} ms", number, pause.toMillis());
      Future<?> unused = thread.schedule(this::start, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Asks the process to end; there will be no other. */
  void stop() {
    become(State.STOPPED);
    if (process != null) {
      // By its handle: Process.destroy would close the pipes too, and lose its last words.
      process.toHandle().destroy();
    }
  }

  /** Ends the process if it is still there. */
  void kill() {
    if (process != null && process.isAlive()) {
      log.warn("worker {} did not stop in time, pid {}: killed", number, process.pid());
      process.destroyForcibly();
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  private void become(State state) {
    long pid = process == null ? 0 : process.pid();
    known = new Supervised(number, pid, state, restarts);
  }

  /** In Java's view a process that was ended by signal N has the exit code 128 + N. */
  private static String describe(int exitCode) {
    return exitCode > SIGNAL_BASE
        ? "killed by signal " + (exitCode - SIGNAL_BASE)
        : "exit code " + exitCode;
  }
}
