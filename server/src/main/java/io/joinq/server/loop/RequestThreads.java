package io.joinq.server.loop;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs each handler on the thread that accepted its request, as most JVM servers do. A blocking
 * handler blocks its thread; nothing else waits until all threads are blocked. A suspended handler
 * continues on any of these threads.
 */
public final class RequestThreads implements Handlers {
  private static final String UNNAMED = "callback";
  private static final long LOOK_MILLIS = 5;

  private final String where;
  private final Executor threads;
  private final LagHistogram lag = new LagHistogram(System::nanoTime);
  private final Map<Thread, Running> running = new ConcurrentHashMap<>();
  private final PendingCalls calls = new PendingCalls();
  private volatile boolean stopped;
  private volatile long movedNanos = System.nanoTime();

  /**
   * @param where what handlers wait for, such as "the pool"
   * @param threads that requests come in on
   */
  public RequestThreads(String where, Executor threads) {
    this.where = where;
    this.threads = threads;
  }

  @Override
  public void start() {
    // The threads are the listener's.
  }

  @Override
  public <T> CompletableFuture<T> submit(
      String name, Callable<? extends CompletionStage<T>> handler) {
    PendingCalls.Call<T> call = calls.begin(handler);
    run(
        name,
        () -> {
          // Read after this is visible as running: either stop interrupts it, or it sees the stop.
          if (stopped) {
            call.reject(rejection());
          } else {
            call.run();
          }
        });
    return call.answer();
  }

  private void run(String name, Runnable body) {
    Thread thread = Thread.currentThread();
    long now = System.nanoTime();
    Running outer = running.put(thread, new Running(name, now));
    movedNanos = now;
    try {
      body.run();
    } finally {
      movedNanos = System.nanoTime();
      if (outer == null) {
        running.remove(thread);
      } else {
        running.put(thread, outer);
      }
    }
  }

  @Override
  public CompletableFuture<Void> sleep(Duration time) {
    Executor later =
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS, threads);
    return CompletableFuture.runAsync(
        () -> {
          if (stopped) {
            throw rejection();
          }
        },
        later);
  }

  @Override
  public Executor continuation() {
    String name = currentName();
    return body -> {
      if (stopped) {
        throw rejection();
      }
      long readyNanos = System.nanoTime();
      threads.execute(
          () -> {
            lag.record(System.nanoTime() - readyNanos);
            run(name, body);
          });
    };
  }

  @Override
  public Optional<Running> running() {
    return oldest().map(Map.Entry::getValue);
  }

  @Override
  public StackTraceElement[] stack() {
    return oldest().map(entry -> entry.getKey().getStackTrace()).orElse(new StackTraceElement[0]);
  }

  private Optional<Map.Entry<Thread, Running>> oldest() {
    long now = System.nanoTime();
    return running.entrySet().stream()
        .max(Comparator.comparingLong(entry -> now - entry.getValue().sinceNanos()));
  }

  @Override
  public long movedNanos() {
    return movedNanos;
  }

  @Override
  public Duration heldUp() {
    return Duration.ZERO;
  }

  @Override
  public String where() {
    return where;
  }

  @Override
  public LagHistogram lag() {
    return lag;
  }

  @Override
  public int unanswered() {
    return calls.unanswered();
  }

  @Override
  public void stop() {
    stopped = true;
    running.keySet().forEach(Thread::interrupt);
  }

  @Override
  public boolean join(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (!running.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return running.isEmpty();
  }

  private static RejectedExecutionException rejection() {
    return new RejectedExecutionException("the handlers are stopped");
  }

  private String currentName() {
    Running now = running.get(Thread.currentThread());
    return now == null ? UNNAMED : now.name();
  }
}
