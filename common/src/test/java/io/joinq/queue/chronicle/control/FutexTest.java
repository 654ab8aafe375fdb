package io.joinq.queue.chronicle.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
final class FutexTest {
  private static final int AT = ControlLayout.NOT_EMPTY;

  @TempDir Path folder;
  private ControlFile control;
  private Futex word;

  @BeforeEach
  void create() throws IOException {
    Path file = folder.resolve("control");
    ControlFile.create(file, new QueueShape(1, 1, 1, 8), new UUID(0, 1));
    control = ControlFile.open(file, true);
    word = new Futex(control, AT);
  }

  /** A sleeper whom nobody wakes sleeps for 50 ms, so that late wake-ups show in the median. */
  @Test
  void sleepersAreWokenAtOnce() throws Exception {
    assertThat(medianDelay(1, word::wakeOne)).isLessThan(Duration.ofMillis(15));
    assertThat(medianDelay(3, word::wakeAll)).isLessThan(Duration.ofMillis(20));
  }

  /** How long it takes until the last of so many sleepers is awake. */
  private Duration medianDelay(int sleepers, Runnable wake) throws Exception {
    List<Duration> delays = new ArrayList<>();
    for (int round = 0; round < 15; round++) {
      AtomicInteger asleep = new AtomicInteger();
      AtomicInteger condition = new AtomicInteger();
      List<CompletableFuture<Long>> all = new ArrayList<>();
      for (int i = 0; i < sleepers; i++) {
        CompletableFuture<Long> woken = new CompletableFuture<>();
        all.add(woken);
        new Thread(() -> sleepUntil(condition, asleep, woken)).start();
      }
      Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> asleep.get() >= sleepers);
      condition.set(1);
      long start = System.nanoTime();
      wake.run();
      long last = start;
      for (CompletableFuture<Long> sleeper : all) {
        last = Math.max(last, sleeper.get(10, TimeUnit.SECONDS));
      }
      delays.add(Duration.ofNanos(last - start));
    }
    delays.sort(null);
    return delays.get(delays.size() / 2);
  }

  private void sleepUntil(
      AtomicInteger condition, AtomicInteger asleep, CompletableFuture<Long> woken) {
    try {
      while (condition.get() == 0) {
        int prepared = word.prepare();
        asleep.incrementAndGet();
        if (condition.get() == 0) {
          word.sleep(prepared, Long.MAX_VALUE);
        }
      }
      woken.complete(System.nanoTime());
    } catch (InterruptedException e) {
      woken.completeExceptionally(e);
    }
  }

  @Test
  void aSleepThatWasPreparedBeforeAWakeDoesNotBegin() throws Exception {
    int prepared = word.prepare();
    word.wakeOne();
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      word.sleep(prepared, Long.MAX_VALUE);
    }
    // Each of them would have slept for 50 ms.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void aSleepThatNobodyWakesEndsByItself() throws Exception {
    long start = System.nanoTime();
    word.sleep(word.prepare(), Long.MAX_VALUE);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(300));
  }

  @Test
  void aWakeWithoutAWaiterLeavesTheWordAlone() throws Exception {
    word.wakeAll();
    assertThat(control.getInt(AT)).isZero();
    int prepared = word.prepare();
    assertThat(prepared & 1).isEqualTo(1);
    word.wakeAll();
    assertThat(control.getInt(AT) & 1).isZero();
    int quiet = control.getInt(AT);
    word.wakeAll();
    assertThat(control.getInt(AT)).isEqualTo(quiet);
  }

  @Test
  void twoWaitersPrepareDifferentValues() {
    assertThat(word.prepare()).isNotEqualTo(word.prepare());
  }
}
