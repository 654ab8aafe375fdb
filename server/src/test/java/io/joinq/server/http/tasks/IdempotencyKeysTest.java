package io.joinq.server.http.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.TaskId;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.put.ClientDeadline;
import io.joinq.server.put.PutOutcome;
import io.joinq.server.put.PutOutcome.Accepted;
import io.joinq.server.put.PutOutcome.Full;
import io.joinq.server.put.PutOutcome.Undecided;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class IdempotencyKeysTest {
  private final AtomicLong nanos = new AtomicLong();
  private final IdempotencyKeys keys = new IdempotencyKeys(nanos::get);
  private long puts;

  private static IdempotencyKeys.Key key(String text) {
    return IdempotencyKeys.Key.of(text, new byte[] {1, 2, 3});
  }

  private CompletableFuture<PutOutcome> accept() {
    return CompletableFuture.completedFuture(new Accepted(new TaskId(puts++)));
  }

  private PutOutcome putOnce(String text) throws Exception {
    return keys.once(key(text), ClientDeadline.NONE, this::accept).join();
  }

  @Test
  void putsOnceForTheSameKeyAndTwiceForTwo() throws Exception {
    PutOutcome first = putOnce("a");
    PutOutcome again = putOnce("a");
    PutOutcome other = putOnce("b");

    assertThat(again).isEqualTo(first);
    assertThat(other).isEqualTo(new Accepted(new TaskId(1)));
    assertThat(puts).isEqualTo(2);
  }

  @Test
  void sharesOnePutAmongRequestsAtTheSameTime() throws Exception {
    CompletableFuture<PutOutcome> pending = new CompletableFuture<>();
    CompletableFuture<PutOutcome> first = keys.once(key("a"), ClientDeadline.NONE, () -> pending);
    CompletableFuture<PutOutcome> second = keys.once(key("a"), ClientDeadline.NONE, this::accept);
    assertThat(second).isNotDone();

    pending.complete(new Accepted(new TaskId(41)));

    assertThat(first).isCompletedWithValue(new Accepted(new TaskId(41)));
    assertThat(second).isCompletedWithValue(new Accepted(new TaskId(41)));
    assertThat(puts).isZero();
  }

  @Test
  void waitsForThePutOfAnotherNoLongerThanItsOwnDeadline() throws Exception {
    CompletableFuture<PutOutcome> pending = new CompletableFuture<>();
    CompletableFuture<PutOutcome> first = keys.once(key("a"), ClientDeadline.NONE, () -> pending);
    ClientDeadline over = ClientDeadline.at(System.nanoTime());
    CompletableFuture<PutOutcome> second = keys.once(key("a"), over, this::accept);

    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(new Undecided());
    assertThat(first).isNotDone();
    pending.complete(new Accepted(new TaskId(41)));
    assertThat(first).isCompletedWithValue(new Accepted(new TaskId(41)));
    assertThat(keys.once(key("a"), over, this::accept))
        .isCompletedWithValue(new Accepted(new TaskId(41)));
  }

  @Test
  void forgetsAPutThatWasNotAccepted() throws Exception {
    assertThat(
            keys.once(
                key("a"), ClientDeadline.NONE, () -> CompletableFuture.completedFuture(new Full())))
        .isCompletedWithValue(new Full());
    assertThat(
            keys.once(
                key("b"),
                ClientDeadline.NONE,
                () -> CompletableFuture.failedFuture(new IOException("broken"))))
        .isCompletedExceptionally();
    assertThatThrownBy(
            () ->
                keys.once(
                    key("c"),
                    ClientDeadline.NONE,
                    () -> {
                      throw new InterruptedException("thrown");
                    }))
        .hasMessage("thrown");

    for (String text : new String[] {"a", "b", "c"}) {
      assertThat(putOnce(text)).isInstanceOf(Accepted.class);
    }
    assertThat(puts).isEqualTo(3);
  }

  @Test
  void refusesTheKeyOfAnotherPayload() throws Exception {
    putOnce("a");

    assertThatThrownBy(
            () ->
                keys.once(
                    IdempotencyKeys.Key.of("a", new byte[] {9}), ClientDeadline.NONE, this::accept))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("another payload");
    assertThat(puts).isEqualTo(1);
  }

  @Test
  void forgetsAKeyAfterADay() throws Exception {
    putOnce("a");
    nanos.addAndGet(IdempotencyKeys.KEPT.plus(Duration.ofSeconds(1)).toNanos());

    putOnce("a");

    assertThat(puts).isEqualTo(2);
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() throws Exception {
    for (int i = 0; i <= IdempotencyKeys.MOST_KEYS; i++) {
      putOnce("key-" + i);
    }
    long before = puts;

    putOnce("key-" + IdempotencyKeys.MOST_KEYS);
    assertThat(puts).isEqualTo(before);
    putOnce("key-0");
    assertThat(puts).isEqualTo(before + 1);
  }

  @Test
  void refusesAKeyThatIsEmptyOrEndless() {
    assertThatThrownBy(() -> key(" ")).hasMessageContaining("1 to 255 characters");
    assertThatThrownBy(() -> key("x".repeat(256))).hasMessageContaining("not 256");
  }
}
