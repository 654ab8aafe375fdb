package io.joinq.server.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("fast")
@Timeout(30)
class EventLoopTest {
  private final EventLoop loop = new EventLoop("test-loop");
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    release.countDown();
    loop.stop();
    assertThat(loop.join(Duration.ofSeconds(5))).isTrue();
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  /** Keeps the loop inside one callback until the test ends or releases it. */
  private CompletableFuture<String> block(String name) throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CompletableFuture<String> answer =
        loop.submit(
            name,
            () -> {
              inside.countDown();
              release.await();
              return done("released");
            });
    inside.await();
    return answer;
  }

  @Test
  void continuesWhatWasSuspendedThoughItStops() throws Exception {
    CompletableFuture<String> stage = new CompletableFuture<>();
    CompletableFuture<String> answer =
        loop.submit("suspended", () -> loop.await(stage, word -> word + " told"));
    await().until(() -> loop.running().isEmpty());
    CompletableFuture<String> unused = block("blocking");
    stage.complete("was");

    loop.stop();

    assertThat(answer.get(5, SECONDS)).isEqualTo("was told");
  }

  @Test
  void runsEveryHandlerOnItsOneThread() throws Exception {
    CompletableFuture<String> handler =
        loop.submit("handler", () -> done(Thread.currentThread().getName()));
    CompletableFuture<String> continuation =
        loop.submit(
            "suspended",
            () ->
                loop.await(
                    CompletableFuture.supplyAsync(() -> "elsewhere"),
                    value -> Thread.currentThread().getName()));

    assertThat(handler.get(5, SECONDS)).isEqualTo("test-loop");
    assertThat(continuation.get(5, SECONDS)).isEqualTo("test-loop");
  }

  @Test
  void runsCallbacksInTheOrderOfTheirSubmission() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<String> blocked = block("first");
    List<CompletableFuture<Boolean>> answers =
        IntStream.range(0, 100).mapToObj(i -> loop.submit("n", () -> done(order.add(i)))).toList();
    release.countDown();

    CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)).get(5, SECONDS);
    assertThat(blocked).isCompletedWithValue("released");
    assertThat(order).isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void letsOthersRunWhileAHandlerIsSuspended() throws Exception {
    CompletableFuture<String> awaited = new CompletableFuture<>();
    CompletableFuture<String> suspended =
        loop.submit("suspended", () -> loop.await(awaited, value -> "resumed by " + value));

    assertThat(loop.submit("other", () -> done("ran")).get(5, SECONDS)).isEqualTo("ran");
    assertThat(suspended).isNotDone();
    assertThat(loop.unanswered()).isEqualTo(1);
    awaited.complete("us");
    assertThat(suspended.get(5, SECONDS)).isEqualTo("resumed by us");
    assertThat(loop.unanswered()).isZero();
  }

  @Test
  void wakesSleepersInTheOrderOfTheirTimes() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Void> all =
        loop.submit(
            "sleeper",
            () -> {
              CompletableFuture<Void> late = sleep(60, "late", order);
              CompletableFuture<Void> soon = sleep(20, "soon", order);
              CompletableFuture<Void> now = sleep(0, "now", order);
              return CompletableFuture.allOf(late, soon, now);
            });

    all.get(5, SECONDS);
    assertThat(order).containsExactly("now", "soon", "late");
  }

  private CompletableFuture<Void> sleep(long millis, String name, List<String> order) {
    return loop.await(
        loop.sleep(Duration.ofMillis(millis)),
        woken -> {
          order.add(name);
          return null;
        });
  }

  @Test
  void sleepsForAsLongAsAskedWhenAnotherThreadAsks() throws Exception {
    long start = System.nanoTime();

    loop.sleep(Duration.ofMillis(50)).get(5, SECONDS);

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
  }

  @Test
  void answersWithWhatTheHandlerThrewAndGoesOn() throws Exception {
    CompletableFuture<String> thrown =
        loop.submit(
            "broken",
            () -> {
              throw new IllegalStateException("no such luck");
            });
    CompletableFuture<String> failed =
        loop.submit("failed", () -> CompletableFuture.failedFuture(new AssertionError("nor here")));
    loop.execute(
        () -> {
          throw new IllegalStateException("thrown by a callback of nobody, to be logged");
        });

    assertThatThrownBy(thrown::get).hasRootCauseMessage("no such luck");
    assertThatThrownBy(failed::get).hasRootCauseMessage("nor here");
    assertThat(loop.submit("next", () -> done("alive")).get(5, SECONDS)).isEqualTo("alive");
  }

  @Test
  void tellsHowLongItHasBeenInsideOneCallbackAndWhich() throws Exception {
    assertThat(loop.heldUp()).isZero();

    CompletableFuture<String> blocked = block("GET /slow");

    await().until(() -> loop.heldUp().compareTo(Duration.ofMillis(100)) > 0);
    assertThat(loop.running()).map(Handlers.Running::name).contains("GET /slow");
    assertThat(loop.stack())
        .anySatisfy(frame -> assertThat(frame.getClassName()).contains("CountDownLatch"));
    Duration before = loop.heldUp();
    await().until(() -> loop.heldUp().compareTo(before) > 0);

    release.countDown();
    blocked.get(5, SECONDS);
    await().untilAsserted(() -> assertThat(loop.heldUp()).isZero());
  }

  @Test
  void namesTheHandlerAlsoInItsContinuations() throws Exception {
    CompletableFuture<String> elsewhere = new CompletableFuture<>();
    CompletableFuture<String> name =
        loop.submit(
            "GET /named",
            () ->
                loop.awaitCompose(
                    elsewhere,
                    value -> loop.await(loop.sleep(Duration.ZERO), woken -> currentName())));
    elsewhere.complete("from another thread");

    assertThat(name.get(5, SECONDS)).isEqualTo("GET /named");
  }

  private String currentName() {
    return loop.running().orElseThrow().name();
  }

  @Test
  void isNotStalledWhileManyShortCallbacksFollowEachOther() throws Exception {
    long untilNanos = System.nanoTime() + Duration.ofMillis(300).toNanos();
    CompletableFuture<Duration> longest =
        loop.submit("busy", () -> again(untilNanos, Duration.ZERO));
    Duration seen = Duration.ZERO;
    while (!longest.isDone()) {
      Duration now = loop.heldUp();
      seen = now.compareTo(seen) > 0 ? now : seen;
    }

    assertThat(seen).isLessThan(Duration.ofMillis(200));
  }

  private CompletableFuture<Duration> again(long untilNanos, Duration result) {
    return System.nanoTime() - untilNanos > 0
        ? done(result)
        : loop.awaitCompose(loop.sleep(Duration.ZERO), woken -> again(untilNanos, result));
  }

  @Test
  void interruptsTheCallbackThatBlocksWhenItIsStopped() throws Exception {
    CompletableFuture<String> blocked = block("wedged");
    CompletableFuture<String> waiting = loop.submit("behind", () -> done("never"));
    CompletableFuture<Void> asleep = loop.sleep(Duration.ofMinutes(5));

    loop.stop();

    assertThat(loop.join(Duration.ofSeconds(5))).isTrue();
    assertThatThrownBy(() -> blocked.get(5, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> waiting.get(5, SECONDS))
        .hasCauseInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> asleep.get(5, SECONDS))
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void rejectsWhatComesAfterItWasStopped() throws Exception {
    loop.stop();
    loop.join(Duration.ofSeconds(5));

    assertThatThrownBy(() -> loop.submit("late", () -> done("never")).get(5, SECONDS))
        .hasCauseInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("test-loop is stopped");
    assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> loop.sleep(Duration.ZERO).get(5, SECONDS))
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  /** One at a time: with several, the wake-up for one would make up for one that another lost. */
  @Test
  void losesNoWakeUpWhileItFallsAsleep() throws Exception {
    for (int round = 0; round < 20_000; round++) {
      assertThat(loop.submit("ping", () -> done("pong")).get(20, SECONDS)).isEqualTo("pong");
    }
  }
}
