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
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs every callback on one thread, one at a time, as asyncio does. A handler runs until it
 * returns its future; until that completes the handler is suspended and uses no thread. Its
 * continuation goes through the ready queue again, by {@link #await} or by using the loop as an
 * {@link Executor}.
 *
 * <p><b>A callback that blocks stops everything:</b> nothing preempts it. How long the loop has
 * been inside one callback is told by {@link #heldUp}, to whichever thread asks.
 *
 * <p>Every method may be called from any thread and none of them blocks, but for {@link #join}.
 */
public final class EventLoop implements Handlers {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
  private static final String UNNAMED = "callback";

  /*
   * The loop thread announces that it is about to wait (waiting = true) before it looks at the
   * ready queue for the last time; a producer adds to the queue before it looks at waiting. Both
   * are volatile, so at least one of them sees the other, and no wake-up is lost.
   */
  private final Queue<Callback> ready = new ConcurrentLinkedQueue<>();
  private final TimerQueue timers = new TimerQueue();
  private final LagHistogram lag = new LagHistogram(System::nanoTime);
  private final PendingCalls calls = new PendingCalls();
  private final Thread thread;
  private volatile boolean waiting;
  private volatile boolean stopped;
  // Written by the loop thread, read by the watchdog. Null between callbacks.
  private volatile Running running;
  private volatile long movedNanos = System.nanoTime();

  /**
   * @param name of the thread
   */
  public EventLoop(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  /** Runs a handler on the loop. */
  @Override
  public <T> CompletableFuture<T> submit(
      String name, Callable<? extends CompletionStage<T>> handler) {
    PendingCalls.Call<T> call = calls.begin(handler);
    if (!enqueue(Callback.ready(name, call::run, call::reject))) {
      call.reject(rejection());
    }
    return call.answer();
  }

  @Override
  public CompletableFuture<Void> sleep(Duration time) {
    CompletableFuture<Void> woken = new CompletableFuture<>();
    long dueNanos = System.nanoTime() + time.toNanos();
    Callback callback =
        new Callback(
            currentName(), () -> woken.complete(null), woken::completeExceptionally, dueNanos);
    if (onLoop()) {
      timers.add(callback);
    } else if (!enqueue(
        Callback.ready(callback.name(), () -> timers.add(callback), callback.rejected()))) {
      woken.completeExceptionally(rejection());
    }
    return woken;
  }

  /**
   * Runs tasks through the ready queue. What is queued when the loop stops is run by the stopping
   * thread, because callers wait for what it completes.
   */
  @Override
  public Executor continuation() {
    String name = currentName();
    return body -> {
      if (!enqueue(Callback.ready(name, body, rejection -> body.run()))) {
        throw rejection();
      }
    };
  }

  private boolean enqueue(Callback callback) {
    ready.add(callback);
    // Read after the add: either stop rejects the callback, or this sees the stop.
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
    long now = System.nanoTime();
    running = new Running(callback.name(), now);
    movedNanos = now;
    lag.record(now - callback.readyNanos(), now);
    try {
      callback.body().run();
    } catch (Throwable failure) {
      log.error("a callback of {} failed; the loop goes on", callback.name(), failure);
    } finally {
      movedNanos = System.nanoTime();
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
  @Override
  public Optional<Running> running() {
    return Optional.ofNullable(running);
  }

  @Override
  public long movedNanos() {
    return movedNanos;
  }

  /** What the loop thread is doing. */
  @Override
  public StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  @Override
  public Duration heldUp() {
    return running().map(Running::age).orElse(Duration.ZERO);
  }

  @Override
  public String where() {
    return "the event loop";
  }

  @Override
  public LagHistogram lag() {
    return lag;
  }

  @Override
  public int unanswered() {
    return calls.unanswered();
  }

  public boolean onLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void stop() {
    stopped = true;
    thread.interrupt();
    // Here too, and not only by the loop thread, which may never come back from its callback.
    rejectRest();
  }

  /** Waits for the end of the loop thread, at most for the timeout. */
  @Override
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
}
