package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.conformance.QueueProcess.Answer;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A storage that fails once, in a put or in a take. */
public abstract class FaultConformance extends Conformance {
  /** For the engines' subclasses. */
  protected FaultConformance() {}

  protected abstract ProtocolSteps steps();

  @ParameterizedTest
  @ValueSource(strings = {"put x", "offer x", "offer x 5000", "putAsync x"})
  public void aPutThatFailsLeavesTheQueueAsItWas(String form) throws Exception {
    QueueConfig config = newQueue(3);
    JoinableQueue queue = open(config);
    QueueProcess faulty = processWith(steps().at(steps().appending(), "THROW")).open(config);
    queue.put(bytes(1));
    queue.put(bytes(2));
    assertThat(faulty.ask(form).threw()).isPresent();
    assertThat(List.of(queue.depth(), queue.unfinished())).containsExactly(2L, 2L);
    assertThat(queue.isFull()).isFalse();
    assertThat(faulty.ask("offer 3 5000").word(0)).isEqualTo("task-2");
    for (int i = 1; i <= 3; i++) {
      assertThat(finishNext(queue)).isEqualTo(Integer.toString(i));
    }
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"take", "poll", "poll 5000"})
  public void aTakeThatFailsGivesTheTaskBack(String form) throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    QueueProcess faulty = processWith(steps().at(steps().reading(), "THROW")).open(config);
    queue.put(bytes(1));
    assertThat(faulty.ask(form).threw()).isPresent();
    assertThat(queue.unfinished()).isEqualTo(1);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.join(Duration.ZERO).joined()).isFalse();
    Answer again = faulty.ask("poll 1000");
    assertThat(again.word(1)).isEqualTo("1");
    assertThat(again.word(2)).as("attempts").isEqualTo("1");
    faulty.ask("done task-0").requireOk();
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  @Test
  public void aFailedPutOfALargePayloadLeavesRoomForTheNext() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess faulty = processWith(steps().at(steps().appending(), "THROW")).open(config);
    assertThat(faulty.ask("putLarge 1000000 5000").threw()).isPresent();
    assertThat(queue.unfinished()).isZero();
    assertThat(faulty.ask("putLarge 2000000 5000").word(0)).isEqualTo("task-0");
    assertThat(queue.poll().map(lease -> lease.payload().length)).isEqualTo(Optional.of(2_000_000));
  }
}
