package io.joinq.server.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every callback on one thread, one after the other, as asyncio does. A handler runs until it
 * returns its future; while that is not complete the handler is suspended and costs no thread. What
 * continues it goes through the ready queue again, by {@link #await} or by using the loop as an
 * {@link Executor}.
 *
 * <p><b>A callback that blocks stops everything:</b> nothing preempts it. How long the loop has
 * been inside one callback is told by {@link #stalledFor}, to whichever thread asks.
 *
 * <p>Every method may be called from any thread and none of them blocks, but for {@link #join}.
 */
public final class EventLoop implements Executor {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
  private static final String UNNAMED = "callback";

  /*
   * The loop thread announces that it is about to wait (waiting = true) before it looks at the
   * ready queue for the last time; a producer adds to the queue before it looks at waiting. Both
   * are volatile, so at least one of them sees the other, and no wake-up is lost.
   */
  private final Queue<Callback> ready = new ConcurrentLinkedQueue<>();
  private final TimerQueue timers = new TimerQueue();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Thread thread;
  private volatile boolean waiting;
  private volatile boolean stopped;
  // Written by the loop thread only; read by whoever watches it. Null between callbacks.
  private volatile Running running;

  /**
   * @param name of the thread
   */
  public EventLoop(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  /**
   * Runs a handler on the loop.
   *
   * @param name of the handler, for those who watch the loop; its continuations carry it on
   * @return completed as the handler's own future, or exceptionally with what the handler threw, or
   *     with {@link RejectedExecutionException} if the loop stopped before it ran
   */
  public <T> CompletableFuture<T> submit(
      String name, Callable<? extends CompletionStage<T>> handler) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    unanswered.incrementAndGet();
    CompletableFuture<T> counted =
        answer.whenComplete((value, failure) -> unanswered.decrementAndGet());
    Callback callback =
        new Callback(name, () -> begin(handler, answer), answer::completeExceptionally);
    if (!enqueue(callback)) {
      answer.completeExceptionally(rejection());
    }
    return counted;
  }

  private static <T> void begin(
      Callable<? extends CompletionStage<T>> handler, CompletableFuture<T> answer) {
    try {
      handler
          .call()
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  answer.complete(value);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
    } catch (Throwable failure) {
      answer.completeExceptionally(failure);
    }
  }

  /**
   * Continues the handler that calls this once the stage is complete, on the loop: the loop's
   * {@code await}. To be called on the loop thread, so that the continuation keeps the name.
   */
  public <T, R> CompletableFuture<R> await(CompletionStage<T> stage, Function<T, R> then) {
    return stage.thenApplyAsync(then, named(currentName())).toCompletableFuture();
  }

  /** As {@link #await}, with a continuation that suspends in its turn. */
  public <T, R> CompletableFuture<R> awaitCompose(
      CompletionStage<T> stage, Function<T, ? extends CompletionStage<R>> then) {
    Function<T, CompletionStage<R>> next = then::apply;
    return stage.thenComposeAsync(next, named(currentName())).toCompletableFuture();
  }

  /**
   * Suspends for so long.
   *
   * @return completed on the loop thread, or exceptionally if the loop stops before
   */
  public CompletableFuture<Void> sleep(Duration time) {
    CompletableFuture<Void> woken = new CompletableFuture<>();
    long dueNanos = System.nanoTime() + time.toNanos();
    Callback callback =
        new Callback(currentName(), () -> woken.complete(null), woken::completeExceptionally);
    if (onLoop()) {
      timers.add(dueNanos, callback);
    } else if (!enqueue(
        new Callback(callback.name(), () -> timers.add(dueNanos, callback), callback.rejected()))) {
      woken.completeExceptionally(rejection());
    }
    return woken;
  }

  /**
   * @throws RejectedExecutionException if the loop is stopped
   */
  @Override
  public void execute(Runnable body) {
    named(currentName()).execute(body);
  }

  private Executor named(String name) {
    return body -> {
      if (!enqueue(new Callback(name, body, rejection -> {}))) {
        throw rejection();
      }
    };
  }

  private boolean enqueue(Callback callback) {
    ready.add(callback);
    // Looked at after the add: either stop sees the callback and rejects it, or this sees the stop.
    if (stopped && ready.remove(callback)) {
      return false;
    }
    if (waiting) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  private void run() {
    while (!stopped) {
      timers.moveDue(System.nanoTime(), ready);
      Callback next = ready.poll();
      if (next == null) {
        waitForWork();
      } else {
        runOne(next);
      }
    }
    rejectRest();
    timers.drain(callback -> callback.rejected().accept(rejection()));
  }

  private void runOne(Callback callback) {
    running = new Running(callback.name(), System.nanoTime());
    try {
      callback.body().run();
    } catch (Throwable failure) {
      log.error("a callback of {} failed; the loop goes on", callback.name(), failure);
    } finally {
      running = null;
    }
    if (!stopped) {
      // An interrupt that was not ours to stop would make every later wait return at once.
      Thread.interrupted();
    }
  }

  private void waitForWork() {
    waiting = true;
    try {
      if (ready.isEmpty() && !stopped) {
        long nanos = timers.nanosUntilNext(System.nanoTime());
        if (nanos == TimerQueue.NONE) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, nanos);
        }
      }
    } finally {
      waiting = false;
    }
  }

  /** The callback that runs now and since when; empty while the loop waits for work. */
  public Optional<Running> running() {
    return Optional.ofNullable(running);
  }

  /** How long the loop has been inside the callback that it runs now; zero if it runs none. */
  public Duration stalledFor() {
    Running now = running;
    return now == null ? Duration.ZERO : now.age();
  }

  /** What the loop thread is doing. */
  public StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  /** Handlers that were submitted and have not answered, suspended ones included. */
  public int unanswered() {
    return unanswered.get();
  }

  public boolean onLoop() {
    return Thread.currentThread() == thread;
  }

  /**
   * Interrupts the callback that runs, and rejects those that wait and all that come later. Without
   * effect if stopped before.
   */
  public void stop() {
    stopped = true;
    thread.interrupt();
    // Here too, and not only by the loop thread, which may never come back from its callback.
    rejectRest();
  }

  /** Waits until the loop thread has ended, for so long at the most. */
  public boolean join(Duration timeout) throws InterruptedException {
    thread.join(Math.max(1, timeout.toMillis()));
    return !thread.isAlive();
  }

  private void rejectRest() {
    for (Callback next = ready.poll(); next != null; next = ready.poll()) {
      next.rejected().accept(rejection());
    }
  }

  private RejectedExecutionException rejection() {
    return new RejectedExecutionException(thread.getName() + " is stopped");
  }

  private String currentName() {
    Running now = onLoop() ? running : null;
    return now == null ? UNNAMED : now.name();
  }

  /**
   * A callback that the loop is inside of.
   *
   * @param name of the handler that it belongs to
   * @param sinceNanos in terms of {@link System#nanoTime}
   */
  public record Running(String name, long sinceNanos) {
    public Duration age() {
      return Duration.ofNanos(Math.max(0, System.nanoTime() - sinceNanos));
    }
  }
}
