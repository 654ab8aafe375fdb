package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes, as every process sees them. */
public abstract class SizeConformance extends Conformance {
  /** For the engines' subclasses. */
  protected SizeConformance() {}

  @Test
  public void theDepthFollowsPutsAndTakes() throws Exception {
    JoinableQueue queue = open(newQueue(2));
    assertThat(queue.capacity()).isEqualTo(2);
    assertThat(queue.depth()).isZero();
    queue.put(bytes(1));
    assertThat(queue.depth()).isEqualTo(1);
    queue.put(bytes(2));
    assertThat(queue.depth()).isEqualTo(2);
    Lease first = queue.take();
    assertThat(queue.depth()).isEqualTo(1);
    Lease second = queue.take();
    assertThat(queue.depth()).isZero();

    assertThat(queue.unfinished()).isEqualTo(2);
    queue.taskDone(first);
    queue.taskDone(second);
    assertThat(queue.unfinished()).isZero();
  }

  @Test
  public void anotherProcessSeesTheSameSizesAndItsTakesAreSeenHere() throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    QueueProcess other = process(config);
    queue.put(bytes("a"));
    queue.put(bytes("b"));
    assertThat(other.ask("state").words()).containsExactly("2", "2", "false", "true");
    assertThat(other.ask("poll").word(1)).isEqualTo("a");
    assertThat(other.ask("poll").word(1)).isEqualTo("b");
    assertThat(other.ask("poll").isNone()).isTrue();
    assertThat(other.ask("state").words()).containsExactly("0", "2", "true", "false");
    assertThat(List.of(queue.depth(), queue.unfinished())).containsExactly(0L, 2L);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.isFull()).isFalse();
  }

  @Test
  public void aQueueWithATaskToDeliverAgainIsNotEmpty() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    queue.put(bytes(1));
    queue.take().release();
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.depth()).isZero();
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  public void theStatusAddsUp() throws Exception {
    QueueConfig config = newQueue(4).withMaxAttempts(1);
    JoinableQueue queue = open(config);
    for (int i = 0; i < 4; i++) {
      queue.put(bytes(i));
    }
    queue.taskDone(queue.take());
    queue.take().retry("its last attempt");
    queue.take();
    QueueStatus status = queue.admin().status();
    assertThat(status.capacity()).isEqualTo(4);
    assertThat(status.enqueued()).isEqualTo(4);
    assertThat(status.completed()).isEqualTo(1);
    assertThat(status.dead()).isEqualTo(1);
    assertThat(status.inFlight()).isEqualTo(1);
    assertThat(status.depth()).isEqualTo(1);
    assertThat(status.unfinished()).isEqualTo(2);
    assertThat(QueueAdmin.inspect(config.url()).unfinished()).isEqualTo(2);
  }
}
