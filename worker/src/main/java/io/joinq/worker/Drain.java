package io.joinq.worker;

import io.joinq.options.ExitCode;
import io.joinq.process.StandardError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a signal that ends the process: drains the worker and exits with {@link ExitCode#DONE}.
 * It is the shutdown hook from the start of the process, so an early signal also ends the process
 * cleanly.
 */
final class Drain implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final long SECONDS_TO_CLOSE = 1;

  /** The part of a drain that only the worker can do. */
  interface Step {
    /** Returns whether the main thread now ends and closes its resources. */
    boolean run() throws InterruptedException;
  }

  private final CompletableFuture<Integer> over = new CompletableFuture<>();
  private volatile Step step = () -> false;

  /** Says what a drain has to do from now on. */
  void set(Step newStep) {
    step = newStep;
  }

  /** Says that the main thread has come to its end, with this exit code. */
  void over(int exitCode) {
    over.complete(exitCode);
  }

  @Override
  public void run() {
    if (over.isDone()) {
      return;
    }
    int exitCode;
    try {
      exitCode = step.run() ? over.get(SECONDS_TO_CLOSE, TimeUnit.SECONDS) : ExitCode.DONE;
    } catch (TimeoutException e) {
      exitCode = ExitCode.DONE;
    } catch (InterruptedException | ExecutionException | RuntimeException e) {
      log.error("cannot drain", e);
      exitCode = ExitCode.FAILED;
    }
    // A JVM that a signal ends exits with 128 + its number, unless it is halted before.
    StandardError.flush();
    Runtime.getRuntime().halt(exitCode);
  }
}
