package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.conformance.QueueProcess.Answer;
import io.joinq.conformance.QueueProcess.Call;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order of delivery, and that every task is delivered exactly once when nothing fails. */
public abstract class OrderConformance extends Conformance {
  private static final int EACH = 10_000;

  /** For the engines' subclasses. */
  protected OrderConformance() {}

  @Test
  public void twoProducersOneAfterTheOtherAreDeliveredInThatOrder() throws Exception {
    QueueConfig config = newQueue(20);
    JoinableQueue queue = open(config);
    List<QueueProcess> producers = processes(2, config);
    for (int i = 0; i < 20; i++) {
      producers.get(i / 10).ask("put " + i).requireOk();
    }
    for (int i = 0; i < 20; i++) {
      assertThat(finishNext(queue)).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  public void tasksAreNumberedFromZeroInTheOrderOfTheirAcceptance() throws Exception {
    QueueConfig config = newQueue(3);
    JoinableQueue queue = open(config);
    QueueProcess other = process(config);
    assertThat(queue.put(bytes("a"))).isEqualTo(new TaskId(0));
    assertThat(other.ask("put b").word(0)).isEqualTo("task-1");
    assertThat(queue.put(bytes("c"))).isEqualTo(new TaskId(2));
    for (int i = 0; i < 3; i++) {
      assertThat(queue.take().taskId()).isEqualTo(new TaskId(i));
    }
  }

  @Test
  public void oneProducerAndOneConsumerKeepStrictOrder() throws Exception {
    QueueConfig config = newQueue(3);
    JoinableQueue queue = open(config);
    QueueProcess producer = process(config);
    Call exchange = producer.send("exchange blocking 0 100");
    assertThat(exchange.await().words())
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
    for (int i = 0; i < 3; i++) {
      producer.ask("put " + i).requireOk();
    }
    for (int i = 0; i < 100; i++) {
      Call put = producer.send("put " + (i + 3));
      assertThat(finishNext(queue)).isEqualTo(Integer.toString(i));
      put.await().requireOk();
    }
  }

  @Test
  public void aTaskThatComesBackIsDeliveredBeforeThoseNotYetTaken() throws Exception {
    JoinableQueue queue = open(newQueue(4));
    for (String name : List.of("a", "b", "c", "d")) {
      queue.put(bytes(name));
    }
    Lease a = queue.take();
    Lease b = queue.take();
    b.release();
    a.release();
    assertThat(List.of(finishNext(queue), finishNext(queue), finishNext(queue), finishNext(queue)))
        .containsExactly("a", "b", "c", "d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "non-blocking", "timed"})
  public void everyTaskOfFourProcessesIsDeliveredExactlyOnce(String form) {
    QueueConfig config = newQueue(64);
    JoinableQueue queue = open(config);
    List<QueueProcess> processes = processes(4, config);
    List<Call> calls = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      calls.add(processes.get(p).send("exchange " + form + " " + p * EACH + " " + EACH));
    }
    List<Answer> answers = calls.stream().map(Call::await).toList();
    int[] deliveries = new int[4 * EACH];
    for (Answer answer : answers) {
      requireOrderPerProducer(answer.requireOk().words());
      answer.words().forEach(id -> deliveries[Integer.parseInt(id)]++);
    }
    assertThat(deliveries).containsOnly(1);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.unfinished()).isZero();
  }

  private static void requireOrderPerProducer(List<String> taken) {
    Map<Integer, Integer> last = new HashMap<>();
    for (String word : taken) {
      int id = Integer.parseInt(word);
      Integer before = last.put(id / EACH, id);
      assertThat(before == null || before < id).as("%s before %d", before, id).isTrue();
    }
  }
}
