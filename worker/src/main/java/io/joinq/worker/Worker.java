package io.joinq.worker;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueShutdownException;
import io.joinq.worker.handler.TaskHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks and has them handled, each of its threads one at a time, until it is drained or the
 * queue is shut down.
 */
final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** How long a claim waits before it looks whether the worker drains. */
  private static final Duration CLAIM_WAIT = Duration.ofMillis(250);

  /** How long interrupted handlers get to stop. */
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(2);

  private final JoinableQueue queue;
  private final TaskRunner runner;
  private final List<Thread> threads;
  private final CountDownLatch running;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean draining;

  /**
   * @param queue not closed by this
   * @param handler not closed by this
   */
  Worker(JoinableQueue queue, TaskHandler handler, WorkerSettings settings) {
    this.queue = queue;
    this.runner = new TaskRunner(queue, handler, settings);
    this.running = new CountDownLatch(settings.threads());
    this.threads =
        IntStream.rangeClosed(1, settings.threads())
            .mapToObj(number -> new Thread(this::work, "task-thread-" + number))
            .toList();
    // A handler that never ends must not keep the process alive.
    threads.forEach(thread -> thread.setDaemon(true));
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /**
   * Blocks until every thread has ended, because the worker was drained or the queue shut down.
   *
   * @throws RuntimeException if a claim failed; the worker claims nothing more then
   * @throws Error if a thread died of one outside its handler; nothing more is claimed then either
   */
  void awaitEnd() throws InterruptedException {
    running.await();
    Throwable why = failure.get();
    if (why instanceof Error error) {
      throw error;
    }
    if (why instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private void work() {
    try {
      while (!draining) {
        queue.poll(CLAIM_WAIT).ifPresent(runner::run);
      }
    } catch (QueueShutdownException e) {
      log.info("the queue is shut down, and nothing is left to do");
    } catch (InterruptedException e) {
      log.info("interrupted while waiting for a task");
    } catch (RuntimeException | Error e) {
      // Whatever ends one thread ends the worker: it must not go on with fewer than it was given.
      failure.compareAndSet(null, e);
      draining = true;
    } finally {
      running.countDown();
    }
  }

  /**
   * Claims nothing more, lets handlers finish, and hands back what they have not finished in time.
   *
   * @param grace how long they get; those that are then interrupted get a little more to stop
   * @return whether every thread has ended
   */
  boolean drain(Duration grace) throws InterruptedException {
    draining = true;
    if (ended(grace)) {
      return true;
    }
    runner.interruptAll();
    if (ended(TIME_TO_STOP)) {
      return true;
    }
    runner.releaseAll();
    return false;
  }

  /** Whether it claims nothing more. */
  boolean isDraining() {
    return draining;
  }

  private boolean ended(Duration within) throws InterruptedException {
    return running.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    runner.close();
  }
}
