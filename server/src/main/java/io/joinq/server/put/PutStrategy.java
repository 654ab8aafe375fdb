package io.joinq.server.put;

import io.joinq.queue.JoinableQueue;
import io.joinq.server.loop.Handlers;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A way to put a task from an event handler. */
public interface PutStrategy {

  /**
   * Puts one task; called by a handler. Whether it blocks the thread that the handler runs on is
   * what tells the strategies apart.
   *
   * @param deadline that the client has set; the blocking strategy knows none
   * @throws InterruptedException if a strategy that blocks was interrupted; nothing was put then
   */
  CompletableFuture<PutOutcome> put(byte[] payload, ClientDeadline deadline)
      throws InterruptedException;

  /**
   * @param failed receives the outcome of each put
   * @param conditions ends waiting puts
   */
  static PutStrategy of(
      PutConfig config,
      JoinableQueue queue,
      Handlers handlers,
      FailedPuts failed,
      PutConditions conditions) {
    return new CountedPut(of(config, queue, handlers, conditions), failed);
  }

  private static PutStrategy of(
      PutConfig config, JoinableQueue queue, Handlers handlers, PutConditions conditions) {
    if (config.kind() == Kind.BLOCKING) {
      return new BlockingPut(queue);
    }
    boolean retries = config.onFull() == OnFull.RETRY;
    Attempt attempt =
        config.kind() == Kind.TIMED
            ? new TimedAttempt(queue, conditions::isHopeless, retries)
            : new AsyncAttempt(queue, handlers, conditions::isHopeless, retries);
    return new GuardedPut(queue, handlers, attempt, config, conditions);
  }

  /** What the strategies do while the queue is full. */
  enum Kind {
    /** The handler's thread waits for ever: with the event loop, the incident. */
    BLOCKING,
    /** The handler's thread waits, but not longer than the put timeout. */
    TIMED,
    /** No thread waits. */
    ASYNC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a guarded strategy does with a task for which there is no room. */
  enum OnFull {
    /** Waits for room until the put timeout, then tells the client to come back. */
    REJECT,
    /** As REJECT, but the answer is a success that says that the task was dropped. */
    DROP,
    /** As REJECT, but asks again and again instead of standing in line. */
    RETRY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
