package io.joinq.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("fast")
@Timeout(60)
class WatchdogTest {
  private static final Duration THRESHOLD = Duration.ofMillis(100);

  private final Told told = new Told();

  private static final class Told implements StallListener {
    private final List<Stall> began = new CopyOnWriteArrayList<>();
    private final List<Stall> goesOn = new CopyOnWriteArrayList<>();
    private final List<Stall> ended = new CopyOnWriteArrayList<>();

    @Override
    public void began(Stall stall) {
      began.add(stall);
    }

    @Override
    public void goesOn(Stall stall) {
      goesOn.add(stall);
    }

    @Override
    public void ended(Stall stall) {
      ended.add(stall);
    }
  }

  private Watchdog watch(Handlers handlers) {
    handlers.start();
    Watchdog watchdog = new Watchdog(handlers, THRESHOLD);
    watchdog.add(told);
    watchdog.start();
    return watchdog;
  }

  private static CompletableFuture<Void> blockUntil(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return CompletableFuture.completedFuture(null);
  }

  private static CompletableFuture<Void> blockOn(
      Executor threads, Handlers handlers, String name, CountDownLatch end) {
    return CompletableFuture.runAsync(
        () -> handlers.submit(name, () -> blockUntil(end)).join(), threads);
  }

  @Test
  void tellsOfAStallOnceAtGrowingIntervalsAndAtItsEnd() {
    EventLoop loop = new EventLoop("stalled-loop");
    try (Watchdog watchdog = watch(loop)) {
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<Void> blocked = loop.submit("GET /slow", () -> blockUntil(end));
      await().until(() -> told.goesOn.size() == 3);

      assertThat(told.began).hasSize(1);
      assertThat(told.began.get(0).handler()).isEqualTo("GET /slow");
      assertThat(told.began.get(0).where()).isEqualTo("the event loop");
      assertThat(told.began.get(0).stack()).anyMatch(line -> line.contains("CountDownLatch.await"));
      assertThat(told.goesOn.get(2).length()).isGreaterThan(THRESHOLD.multipliedBy(16));
      assertThat(told.ended).isEmpty();
      assertThat(watchdog.isStalled()).isTrue();

      end.countDown();
      await().until(() -> told.ended.size() == 1);
      assertThat(blocked).isCompleted();
      assertThat(told.ended.get(0).handler()).isEqualTo("GET /slow");
      assertThat(told.ended.get(0).length()).isGreaterThan(THRESHOLD.multipliedBy(16));
      assertThat(watchdog.stall()).isEmpty();
    } finally {
      loop.stop();
    }
  }

  @Test
  void noticesALoopWhoseThreadIsGone() {
    EventLoop loop = new EventLoop("dead-loop");
    // Never started: callbacks are ready and nothing takes them.
    Watchdog watchdog = new Watchdog(loop, THRESHOLD);
    watchdog.start();
    try (watchdog) {
      await().until(watchdog::isStalled);
      assertThat(watchdog.stall().orElseThrow().handler()).isEqualTo("no handler");
    }
  }

  @Test
  void aPoolIsStalledOnlyOnceAllItsThreadsAreHeld() {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    RequestThreads handlers = new RequestThreads("the pool", threads);
    try (Watchdog watchdog = watch(handlers)) {
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<Void> first = blockOn(threads, handlers, "GET /first", end);
      await().until(() -> handlers.running().isPresent());
      await().during(THRESHOLD.multipliedBy(3)).until(() -> !watchdog.isStalled());

      CompletableFuture<Void> second = blockOn(threads, handlers, "GET /second", end);
      await().until(() -> told.began.size() == 1);
      assertThat(told.began.get(0).handler()).isEqualTo("GET /first");

      end.countDown();
      await().until(() -> told.ended.size() == 1);
      assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(THRESHOLD.multipliedBy(50));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aListenerThatFailsKeepsNobodyFromBeingTold() {
    EventLoop loop = new EventLoop("loop");
    StallListener failing =
        new StallListener() {
          @Override
          public void began(Stall stall) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void ended(Stall stall) {
            throw new IllegalStateException("on purpose");
          }
        };
    loop.start();
    try (Watchdog watchdog = new Watchdog(loop, THRESHOLD)) {
      watchdog.add(failing);
      watchdog.add(told);
      watchdog.start();
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<Void> blocked = loop.submit("GET /slow", () -> blockUntil(end));
      await().until(() -> told.began.size() == 1);
      end.countDown();
      await().until(() -> told.ended.size() == 1);
      assertThat(blocked).isCompleted();
    } finally {
      loop.stop();
    }
  }

  @Test
  void measuresHowLongCallbacksWaitForTheirTurn() {
    EventLoop loop = new EventLoop("loop");
    try (Watchdog watchdog = watch(loop)) {
      CountDownLatch end = new CountDownLatch(1);
      CompletableFuture<Void> first = loop.submit("GET /slow", () -> blockUntil(end));
      CompletableFuture<Void> second =
          loop.submit("GET /behind", () -> CompletableFuture.completedFuture(null));
      await().until(watchdog::isStalled);
      end.countDown();
      await().until(second::isDone);

      assertThat(first).isDone();
      assertThat(watchdog.lag().max()).isGreaterThan(THRESHOLD);
      assertThat(watchdog.lag().count()).isGreaterThanOrEqualTo(2);
    } finally {
      loop.stop();
    }
  }
}
