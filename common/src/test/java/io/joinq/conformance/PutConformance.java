package io.joinq.conformance;

import static io.joinq.conformance.Bounds.endsAt;
import static io.joinq.conformance.Bounds.endsAtOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.conformance.QueueProcess.Answer;
import io.joinq.conformance.QueueProcess.Call;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Puts: their six forms, the bound, and what is refused. */
public abstract class PutConformance extends Conformance {
  /** For the engines' subclasses. */
  protected PutConformance() {}

  @Test
  public void everyFormOfPutSucceedsUntilTheQueueIsFullAndKeepsItsTimeThen() throws Exception {
    QueueConfig config = newQueue(6);
    JoinableQueue queue = open(config);
    QueueProcess reader = process(config);
    assertThat(queue.isEmpty()).isTrue();

    queue.put(bytes(1));
    assertThat(queue.offer(bytes(2))).isPresent();
    assertThat(queue.offer(bytes(3), Duration.ZERO)).isPresent();
    assertThat(queue.offer(bytes(4), LONG)).isPresent();
    assertThat(queue.putAsync(bytes(5)).get()).isEqualTo(new TaskId(4));
    assertThat(queue.putAsync(bytes(6), LONG).get()).contains(new TaskId(5));

    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.isFull()).isTrue();
    assertThat(endsAtOnce(() -> queue.offer(bytes(7)))).isEmpty();
    assertThat(endsAtOnce(() -> queue.offer(bytes(7), Duration.ZERO))).isEmpty();
    assertThat(endsAtOnce(() -> queue.putAsync(bytes(7), Duration.ZERO).get())).isEmpty();
    assertThat(endsAt(SHORT, () -> queue.offer(bytes(7), SHORT))).isEmpty();
    assertThat(endsAt(SHORT, () -> queue.putAsync(bytes(7), SHORT).get())).isEmpty();

    for (int i = 1; i <= 6; i++) {
      Answer taken = reader.ask("poll");
      assertThat(taken.word(1)).isEqualTo(Integer.toString(i));
      reader.ask("done " + taken.word(0)).requireOk();
    }
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.isFull()).isFalse();
    assertThat(queue.unfinished()).isZero();
  }

  @Test
  public void anotherProcessSeesATaskAsSoonAsPutHasReturned() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess reader = process(config);
    for (int i = 0; i < 100; i++) {
      queue.put(bytes(i));
      Answer taken = reader.ask("poll");
      assertThat(taken.word(1)).isEqualTo(Integer.toString(i));
      reader.ask("done " + taken.word(0)).requireOk();
    }
  }

  @Test
  public void aTaskThatIsTakenLeavesRoomForAnother() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    queue.put(bytes("taken"));
    assertThat(queue.isFull()).isTrue();
    queue.take();
    assertThat(queue.isFull()).isFalse();
    assertThat(queue.offer(bytes("queued"))).isPresent();
    assertThat(queue.offer(bytes("too many"))).isEmpty();
    assertThat(queue.depth()).isEqualTo(1);
    assertThat(queue.unfinished()).isEqualTo(2);
  }

  @Test
  public void exactlyTheCapacityIsAcceptedOfManyProducersAtOnce() throws Exception {
    QueueConfig config = newQueue(5);
    JoinableQueue queue = open(config);
    List<QueueProcess> producers = processes(3, config);
    List<Call> calls = new ArrayList<>();
    for (QueueProcess producer : producers) {
      for (int i = 0; i < 8; i++) {
        calls.add(producer.send("offer x 300"));
      }
    }
    long accepted = calls.stream().map(Call::await).filter(answer -> !answer.isNone()).count();
    assertThat(accepted).isEqualTo(5);
    assertThat(queue.depth()).isEqualTo(5);
  }

  @Test
  public void theDepthIsNeverOverTheCapacityWhileProducersAndConsumersRace() throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    List<QueueProcess> others = processes(2, config);
    List<Call> calls =
        List.of(
            others.get(0).send("exchange blocking 0 2000"),
            others.get(1).send("exchange blocking 2000 2000"));
    long deepest = 0;
    while (!calls.stream().allMatch(Call::isAnswered)) {
      deepest = Math.max(deepest, queue.depth());
    }
    calls.forEach(call -> call.await().requireOk());
    assertThat(deepest).isBetween(1L, 2L);
  }

  @Test
  public void aPutBlockedOnAFullQueueIsReleasedByATake() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess producer = process(config);
    for (String form : List.of("put next", "offer next 20000", "putAsync next")) {
      queue.put(bytes("first"));
      Call blocked = producer.send(form);
      staysUnanswered(blocked, Duration.ofMillis(100));
      assertThat(finishNext(queue)).isEqualTo("first");
      Answer answer = blocked.await();
      answer.requireOk();
      assertThat(answer.took()).isBetween(Duration.ofMillis(90), LONG);
      assertThat(finishNext(queue)).isEqualTo("next");
    }
  }

  @Test
  public void aBlockedPutGoesOnAtOnceWhenThereIsRoom() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    queue.put(bytes(0));
    CompletableFuture<Long> put =
        CompletableFuture.supplyAsync(
            () -> {
              queue.putAsync(bytes(1)).join();
              return System.nanoTime();
            });
    Awaitility.await().during(Duration.ofMillis(100)).until(() -> !put.isDone());
    long room = System.nanoTime();
    finishNext(queue);
    assertThat(Duration.ofNanos(put.get() - room)).isLessThan(Bounds.SLACK);
  }

  /** celery#4296 and #6911: the producer hung for ever once the other side was down. */
  @Test
  public void aTimedPutKeepsItsTimeWithNoConsumerAlive() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess consumer = process(config);
    Call taken = consumer.send("take");
    queue.put(bytes(1));
    taken.await().requireOk();
    consumer.kill();
    queue.put(bytes(2));
    for (int millis : new int[] {0, 1, 50, 500}) {
      Duration timeout = Duration.ofMillis(millis);
      assertThat(endsAt(timeout, () -> queue.offer(bytes(3), timeout))).isEmpty();
    }
  }

  @Test
  public void putAsyncBlocksNobodyAndKeepsItsOrder() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    List<CompletableFuture<TaskId>> puts = new ArrayList<>();
    endsAtOnce(
        () -> {
          for (int i = 0; i < 20; i++) {
            puts.add(queue.putAsync(bytes(i)));
          }
          return null;
        });
    for (int i = 0; i < 20; i++) {
      assertThat(finishNext(queue)).isEqualTo(Integer.toString(i));
      assertThat(puts.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(new TaskId(i));
    }
  }

  @Test
  public void anAsynchronousPutWithoutTimeIsStillTried() throws Exception {
    JoinableQueue queue = open(newQueue(3));
    List<CompletableFuture<Optional<TaskId>>> puts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      puts.add(queue.putAsync(bytes(i), Duration.ZERO));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(puts.get(i).get(10, TimeUnit.SECONDS)).contains(new TaskId(i));
    }
    assertThat(puts.get(3).get(10, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  public void anAsynchronousPutKeepsItsTimeWhoeverWaitsBeforeIt() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    queue.put(bytes(0));
    List<CompletableFuture<TaskId>> endless =
        IntStream.range(0, 1_000).mapToObj(i -> queue.putAsync(bytes(i))).toList();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> drain =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                queue.poll().ifPresent(queue::taskDone);
                LockSupport.parkNanos(1_000_000);
              }
            });
    long start = System.nanoTime();

    Optional<TaskId> late =
        queue.putAsync(bytes(1), Duration.ofMillis(50)).get(20, TimeUnit.SECONDS);

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    over.set(true);
    drain.join();
    assertThat(late).isEmpty();
    assertThat(took).isBetween(Duration.ofMillis(50), Duration.ofMillis(300));
    assertThat(endless.get(endless.size() - 1)).isNotDone();
  }

  @Test
  public void closingTheQueueEndsEveryAsynchronousPut() throws Exception {
    QueueConfig config = newQueue(1);
    for (int round = 0; round < 20; round++) {
      JoinableQueue queue = open(config);
      List<CompletableFuture<?>> puts = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        puts.add(queue.putAsync(bytes(i)));
        puts.add(queue.putAsync(bytes(i), Duration.ofMillis(round)));
      }

      queue.close();

      for (CompletableFuture<?> put : puts) {
        put.handle((id, failure) -> true).get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  public void aQueueMayBeClosedByTheCallbackOfAPut() throws Exception {
    JoinableQueue queue = open(newQueue(1));

    CompletableFuture<Void> closed = queue.putAsync(bytes(1)).thenAccept(id -> queue.close());

    closed.get(10, TimeUnit.SECONDS);
    assertThatThrownBy(queue::depth).isInstanceOf(IllegalStateException.class);
  }

  @Test
  public void anAsynchronousPutThatIsCancelledPutsNothing() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    for (int round = 0; round < 20; round++) {
      queue.put(bytes("first"));
      CompletableFuture<?> timed = queue.putAsync(bytes("cancelled, timed"), LONG);
      CompletableFuture<?> endless = queue.putAsync(bytes("cancelled, endless"));
      CompletableFuture<?> last = queue.putAsync(bytes("last"), LONG);
      assertThat(timed.cancel(false)).isTrue();
      assertThat(endless.cancel(false)).isTrue();
      assertThat(finishNext(queue)).isEqualTo("first");
      assertThat(finishNext(queue)).isEqualTo("last");
      last.get(10, TimeUnit.SECONDS);
      assertThat(queue.unfinished()).isZero();
    }
  }

  @Test
  public void anInterruptedPutEndsAndPutsNothing() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    queue.put(bytes(1));
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread putter =
        new Thread(
            () -> {
              try {
                queue.put(bytes(2));
                ended.complete(null);
              } catch (InterruptedException e) {
                ended.complete(e);
              }
            });
    putter.start();
    Awaitility.await().during(Duration.ofMillis(100)).until(() -> !ended.isDone());
    putter.interrupt();
    assertThat(ended.get(2, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  public void aNegativeTimeoutIsRefused() {
    JoinableQueue queue = open(newQueue(1));
    Duration negative = Duration.ofMillis(-1);
    assertThatThrownBy(() -> queue.offer(bytes(1), negative))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
    assertThatThrownBy(() -> queue.putAsync(bytes(1), negative))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(queue.unfinished()).isZero();
  }

  @Test
  public void aQueueWithoutABoundIsRefused() {
    QueueConfig config = newQueue(1);
    assertThatThrownBy(() -> config.withCapacity(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("capacity")
        .hasMessageContaining("0");
    assertThatThrownBy(() -> config.withCapacity(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  /** cpython#79423: such a task was lost in silence, and join waited for it for ever. */
  @Test
  public void aPayloadOverTheLimitIsRefusedAndNothingChanges() throws Exception {
    JoinableQueue queue = open(newQueue(2).withMaxPayload(100));
    queue.put(new byte[100]);
    byte[] tooLarge = new byte[101];
    assertThatThrownBy(() -> queue.put(tooLarge))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageContaining("101")
        .hasMessageContaining("100");
    assertThatThrownBy(() -> queue.offer(tooLarge)).isInstanceOf(PayloadTooLargeException.class);
    assertThatThrownBy(() -> queue.offer(tooLarge, LONG))
        .isInstanceOf(PayloadTooLargeException.class);
    assertThat(queue.depth()).isEqualTo(1);
    queue.taskDone(queue.take());
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  @Test
  public void anEmptyPayloadIsATask() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    queue.put(new byte[0]);
    assertThat(queue.take().payload()).isEmpty();
  }

  private static void staysUnanswered(Call call, Duration time) {
    Awaitility.await().during(time).until(() -> !call.isAnswered());
  }
}
