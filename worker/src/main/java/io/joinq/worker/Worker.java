package io.joinq.worker;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueShutdownException;
import io.joinq.worker.handler.TaskHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims and handles tasks, one at a time per thread, until it is drained, the queue is shut down,
 * or a thread is lost.
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
  private final ActiveThreads atWork = new ActiveThreads();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean draining;

  /**
   * @param queue not closed by this
   * @param handler not closed by this
   */
  Worker(JoinableQueue queue, TaskHandler handler, WorkerSettings settings) {
    this.queue = queue;
    this.runner = new TaskRunner(queue, handler, settings, this::lose);
    this.threads =
        IntStream.rangeClosed(1, settings.threads())
            .mapToObj(number -> new Thread(this::work, "task-thread-" + number))
            .toList();
    // A handler that never ends must not keep the process alive.
    threads.forEach(thread -> thread.setDaemon(true));
  }

  void start() {
    threads.forEach(atWork::add);
    threads.forEach(Thread::start);
  }

  /**
   * Blocks until all threads have ended: the worker was drained, the queue was shut down, or one
   * thread failed and the others were drained.
   *
   * @param grace time for the others in that case
   * @throws RuntimeException if a claim failed, or a handler ignores interruption
   * @throws Error if one ended a thread outside its handler
   */
  void awaitEnd(Duration grace) throws InterruptedException {
    ending.await();
    Throwable why = failure.get();
    if (why != null) {
      drain(grace);
    }
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
      log.info("the queue is shut down and empty");
    } catch (InterruptedException e) {
      log.info("interrupted while waiting for a task");
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      leave(Thread.currentThread());
    }
  }

  /** If one thread ends, the worker ends: it must not run with fewer threads than configured. */
  private void fail(Throwable why) {
    failure.compareAndSet(null, why);
    draining = true;
    ending.countDown();
  }

  private void leave(Thread thread) {
    if (atWork.remove(thread)) {
      ending.countDown();
    }
  }

  /** The handler of this delivery heeds nothing, so its thread will not be back. */
  private void lose(RunningTask delivery) {
    UninterruptibleHandlerException why = new UninterruptibleHandlerException(delivery);
    log.error("{}; its stack:\n{}", why.getMessage(), why.stack());
    fail(why);
    leave(delivery.thread());
  }

  /**
   * Claims nothing more, lets handlers finish, and hands back what they have not finished in time.
   *
   * @param grace how long they get; those that are then interrupted get a little more to stop
   * @return whether every thread has ended that was not lost before
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

  /** Claims nothing more, and lets what is handled take its time. Does not block. */
  void finish() {
    log.info("claims no more tasks, and ends with its last one");
    draining = true;
  }

  /** Whether it claims nothing more. */
  boolean isDraining() {
    return draining;
  }

  private boolean ended(Duration within) throws InterruptedException {
    return atWork.awaitNobody(within);
  }

  @Override
  public void close() {
    runner.close();
  }
}
