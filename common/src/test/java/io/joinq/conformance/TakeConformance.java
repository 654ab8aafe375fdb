package io.joinq.conformance;

import static io.joinq.conformance.Bounds.endsAt;
import static io.joinq.conformance.Bounds.endsAtOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.conformance.QueueProcess.Answer;
import io.joinq.conformance.QueueProcess.Call;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Takes: their forms, waiting, and what the payload is afterwards. */
public abstract class TakeConformance extends Conformance {
  /** For the engines' subclasses. */
  protected TakeConformance() {}

  @Test
  public void everyFormOfTakeDeliversInOrderAndKeepsItsTimeWhenThereIsNothing() throws Exception {
    QueueConfig config = newQueue(4);
    JoinableQueue queue = open(config);
    QueueProcess producer = process(config);
    for (int i = 1; i <= 4; i++) {
      producer.ask("put " + i).requireOk();
    }
    assertThat(text(queue.take())).isEqualTo("1");
    assertThat(text(queue.poll().orElseThrow())).isEqualTo("2");
    assertThat(text(queue.poll(Duration.ZERO).orElseThrow())).isEqualTo("3");
    assertThat(text(queue.poll(LONG).orElseThrow())).isEqualTo("4");

    assertThat(queue.isEmpty()).isTrue();
    assertThat(endsAtOnce(() -> queue.poll())).isEmpty();
    assertThat(endsAtOnce(() -> queue.poll(Duration.ZERO))).isEmpty();
    assertThat(endsAt(SHORT, () -> queue.poll(SHORT))).isEmpty();
  }

  @Test
  public void aTakeBlockedOnAnEmptyQueueIsReleasedByAPut() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess consumer = process(config);
    for (String form : List.of("take", "poll 20000")) {
      Call blocked = consumer.send(form);
      Awaitility.await().during(Duration.ofMillis(100)).until(() -> !blocked.isAnswered());
      queue.put(bytes(form.length()));
      Answer answer = blocked.await();
      assertThat(answer.word(1)).isEqualTo(Integer.toString(form.length()));
      assertThat(answer.took()).isBetween(Duration.ofMillis(90), LONG);
      consumer.ask("done " + answer.word(0)).requireOk();
    }
  }

  @Test
  public void aBlockedTakeGoesOnAtOnceWhenThereIsATask() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess producer = process(config);
    CompletableFuture<Long> taken = new CompletableFuture<>();
    Thread taker =
        new Thread(
            () -> {
              try {
                queue.take();
                taken.complete(System.nanoTime());
              } catch (InterruptedException e) {
                taken.completeExceptionally(e);
              }
            });
    taker.start();
    Awaitility.await().during(Duration.ofMillis(100)).until(() -> !taken.isDone());
    long before = System.nanoTime();
    producer.ask("put 1").requireOk();
    assertThat(Duration.ofNanos(taken.get(10, TimeUnit.SECONDS) - before)).isLessThan(Bounds.SLACK);
  }

  @Test
  public void anInterruptedTakeEndsAndTakesNothing() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread taker =
        new Thread(
            () -> {
              try {
                queue.take();
                ended.complete(null);
              } catch (InterruptedException e) {
                ended.complete(e);
              }
            });
    taker.start();
    Awaitility.await().during(Duration.ofMillis(100)).until(() -> !ended.isDone());
    taker.interrupt();
    assertThat(ended.get(2, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    queue.put(bytes("still there"));
    assertThat(finishNext(queue)).isEqualTo("still there");
  }

  @Test
  public void aNegativeTimeoutIsRefused() {
    JoinableQueue queue = open(newQueue(1));
    assertThatThrownBy(() -> queue.poll(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> queue.join(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
  }

  @Test
  public void aPayloadOfEverySizeArrivesUnchanged() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    Random random = new Random(1);
    for (int size : new int[] {0, 1, 7, 8, 8191, 8192, 8193, 65_535, 65_537, 1 << 20}) {
      byte[] payload = new byte[size];
      random.nextBytes(payload);
      byte[] given = payload.clone();
      queue.put(given);
      given = null;
      var lease = queue.take();
      assertThat(lease.payload()).isEqualTo(payload);
      queue.taskDone(lease);
    }
  }

  /** ifcpipeline#28: whatever did not fit into a pipe's 64 KiB blocked both sides for ever. */
  @Test
  public void aPayloadAndAResultOfTenMegabytesPass() throws Exception {
    QueueConfig config = newQueue(1).withMaxPayload(10 << 20);
    JoinableQueue queue = open(config);
    QueueProcess worker = process(config);
    var id = queue.offer(new byte[10 << 20], LONG).orElseThrow();
    assertThat(worker.ask("poll 10000").word(1)).isEqualTo((10 << 20) + "-bytes");
    worker.ask("doneWith " + id + " " + (10 << 20)).requireOk();
    assertThat(queue.join(SHORT).joined()).isTrue();
    assertThat(queue.admin().result(id)).hasValueSatisfying(r -> assertThat(r).hasSize(10 << 20));
  }

  @Test
  public void nothingIsTakenWhileTheQueueIsPaused() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess consumer = process(config);
    Call blocked = consumer.send("take");
    queue.admin().pause();
    queue.put(bytes(1));
    assertThat(queue.poll()).isEmpty();
    assertThat(endsAt(SHORT, () -> queue.poll(SHORT))).isEmpty();
    assertThat(blocked.isAnswered()).isFalse();
    queue.admin().resume();
    assertThat(blocked.await().word(1)).isEqualTo("1");
  }
}
