package io.joinq.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A bounded work queue shared by processes, whose producers can wait until all work is finished. It
 * behaves like Python's {@code multiprocessing.JoinableQueue}; its verbs are those of {@link
 * java.util.concurrent.BlockingQueue} where that has them.
 *
 * <p>A task whose put has returned is delivered at least once, whichever process is killed at
 * whatever moment. Tasks are delivered in the order of acceptance; a redelivered task comes first.
 *
 * <p>All methods are thread-safe. A method with a timeout returns within it, plus at most 250 ms
 * for scheduling, even when every other process is dead or stopped. A method that blocks without a
 * timeout says so. After this handle is closed, all methods throw {@link IllegalStateException},
 * except {@link #taskDone} and the methods of a {@link Lease}, which work until the last handle of
 * this JVM is closed. If the queue's folder is deleted, renamed or replaced meanwhile, puts, takes,
 * joins and the ends of deliveries throw {@link QueueException} from at most a second later on,
 * those that wait already too.
 */
public interface JoinableQueue extends AutoCloseable {

  /**
   * Opens the queue, and creates it if it does not exist. Blocks for at most some 10 s, while
   * another process creates or repairs it.
   *
   * @throws QueueOpenException if it cannot be opened; the message says why and what to do
   * @throws IllegalArgumentException if no engine serves the URL's scheme
   */
  static JoinableQueue open(QueueConfig config) {
    return QueueProvider.of(config.url()).open(config);
  }

  /**
   * Puts a task; blocks for as long as the queue is full. <b>With every consumer dead that is for
   * ever: never call this from a thread that others wait for.</b> Prefer {@link #offer(byte[],
   * Duration)} or {@link #putAsync(byte[], Duration)}.
   *
   * @param payload may be empty; not kept, so the caller may reuse the array
   * @throws PayloadTooLargeException if the payload is over the limit
   * @throws QueueShutdownException if the queue is shut down, also while this waits
   * @throws InterruptedException if interrupted while waiting; nothing was put then
   */
  TaskId put(byte[] payload) throws InterruptedException;

  /**
   * Puts a task if that is possible at once. Does not block.
   *
   * @return empty if the queue is full, or another producer holds its put lock
   * @throws PayloadTooLargeException as {@link #put}
   * @throws QueueShutdownException as {@link #put}
   */
  Optional<TaskId> offer(byte[] payload);

  /**
   * Puts a task; blocks until there is room, at most for the timeout.
   *
   * @param timeout not negative; zero as {@link #offer(byte[])}
   * @return empty at the timeout
   * @throws PayloadTooLargeException as {@link #put}
   * @throws QueueShutdownException as {@link #put}
   * @throws InterruptedException as {@link #put}
   */
  Optional<TaskId> offer(byte[] payload, Duration timeout) throws InterruptedException;

  /**
   * Puts a task as soon as there is room. Never blocks: the waiting is done by a thread of the
   * queue's own, one for all such puts, which are accepted in the order of their calls.
   *
   * @return completed with the task's id, or exceptionally as {@link #put} would throw; cancelling
   *     it withdraws the put unless it was accepted already
   */
  CompletableFuture<TaskId> putAsync(byte[] payload);

  /**
   * As {@link #putAsync(byte[])}, but gives up after the timeout.
   *
   * @return completed with empty if the time ran out
   */
  CompletableFuture<Optional<TaskId>> putAsync(byte[] payload, Duration timeout);

  /**
   * Takes the lease of the next task; blocks until there is one.
   *
   * @throws QueueShutdownException if the queue is shut down and has nothing left to take
   * @throws InterruptedException if interrupted while waiting; nothing was taken then
   */
  Lease take() throws InterruptedException;

  /**
   * Takes the lease of the next task if there is one.
   *
   * @return empty if there is none, or the queue is paused
   * @throws QueueShutdownException as {@link #take}
   */
  Optional<Lease> poll();

  /**
   * Takes the lease of the next task; blocks until there is one, at most for the timeout.
   *
   * @param timeout not negative; zero as {@link #poll()}
   * @return empty at the timeout
   * @throws QueueShutdownException as {@link #take}
   * @throws InterruptedException as {@link #take}
   */
  Optional<Lease> poll(Duration timeout) throws InterruptedException;

  /**
   * Marks a task as finished, without a result.
   *
   * @throws LeaseLostException if the lease is lost or was ended before; nothing has changed then
   * @throws IllegalArgumentException if the lease belongs to another queue
   */
  void taskDone(Lease lease);

  /**
   * Marks a task as finished and stores its result, for {@link QueueAdmin#result}.
   *
   * @throws PayloadTooLargeException if the result is over the limit; the lease is still valid then
   * @throws LeaseLostException as {@link #taskDone(Lease)}; the result is discarded then
   */
  void taskDone(Lease lease, byte[] result);

  /**
   * Blocks until a moment at which nothing is unfinished.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  void join() throws InterruptedException;

  /**
   * As {@link #join()}, but gives up after the timeout and reports what is still unfinished.
   *
   * @param timeout not negative
   */
  JoinResult join(Duration timeout) throws InterruptedException;

  /** Tasks put and not yet claimed, from 0 to {@link #capacity}. */
  long depth();

  /** Tasks put and not yet finished: what join waits for. */
  long unfinished();

  int capacity();

  /** Whether there is nothing to take: {@code depth() == 0} and nothing waits for redelivery. */
  boolean isEmpty();

  /** Whether a put would have to wait: {@code depth() >= capacity()}. */
  boolean isFull();

  /**
   * Shuts the queue down for all processes. Puts throw from now on. Takes throw once nothing is
   * left and no earlier put is still running. Blocked callers of either are released. Running tasks
   * may still be finished; a returned one is kept for the next consumer. The first process that
   * opens the queue after all others have closed it restarts it.
   */
  void shutdown();

  /** As {@link #shutdown}, and drops the queued tasks. Join still waits for running ones. */
  void shutdownNow();

  /** Inspection and control of this queue; valid while this handle is open. */
  QueueAdmin admin();

  /**
   * Closes this handle; other handles and processes are not affected. Held leases stay valid;
   * finish or {@linkplain Lease#release release} them first. A second close does nothing.
   */
  @Override
  void close();
}
