package io.joinq.queue.chronicle.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
class LeaseSlotsTest {
  private static final long SHORT_NANOS = Duration.ofMillis(5).toNanos();

  @TempDir private Path folder;

  /**
   * A process with a short lease time looks at the slot before its claimer has set the deadline.
   */
  @Test
  void aRepeatedClaimHasItsOwnLeaseTimeWhoeverLookedFirst() {
    QueueConfig config = QueueConfig.of("chronicle:" + folder.resolve("queue"));
    JoinableQueue.open(config).close();
    LeaseSlots slots =
        new LeaseSlots(ControlFile.open(folder.resolve("queue").resolve("control"), true));
    long returned = SlotWord.ended(1, SlotState.RETURNED, Redelivery.Cause.RELEASED, 0);
    long leased = SlotWord.leasedAgain(returned, 1);
    slots.requireWord(0, slots.word(0), leased);
    assertThat(slots.isExpired(0, leased, SHORT_NANOS)).isFalse();

    slots.describeAgain(0, leased, config.withLeaseTimeout(Duration.ofMinutes(10)));

    await().during(Duration.ofMillis(20)).until(() -> !slots.isExpired(0, leased, SHORT_NANOS));
  }
}
