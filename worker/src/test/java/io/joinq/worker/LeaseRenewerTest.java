package io.joinq.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
@Timeout(30)
final class LeaseRenewerTest {
  private static final Duration LEASE_TIMEOUT = Duration.ofMillis(300);

  @TempDir Path folder;

  private JoinableQueue queue;
  private RunningTask delivery;

  @BeforeEach
  void claim() throws Exception {
    queue =
        JoinableQueue.open(
            QueueConfig.of("chronicle:" + folder.resolve("queue")).withLeaseTimeout(LEASE_TIMEOUT));
    queue.put(new byte[] {1});
    delivery = new RunningTask(queue.take());
  }

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void tellsOfALeaseThatIsLost() throws Exception {
    BlockingQueue<RunningTask> lost = new LinkedBlockingQueue<>();
    try (LeaseRenewer renewer = new LeaseRenewer(LEASE_TIMEOUT, lost::add)) {
      renewer.add(delivery);
      delivery.lease().release();

      assertThat(lost.poll(20, TimeUnit.SECONDS)).isSameAs(delivery);
    }
  }

  @Test
  void letsTheLeaseRunOutOfWhatItIsToldToLeave() throws Exception {
    try (LeaseRenewer renewer = new LeaseRenewer(LEASE_TIMEOUT, lost -> {})) {
      renewer.add(delivery);
      assertThat(queue.poll(LEASE_TIMEOUT.multipliedBy(3))).as("while renewed").isEmpty();

      renewer.remove(delivery);

      assertThat(queue.poll(Duration.ofSeconds(20)))
          .hasValueSatisfying(next -> assertThat(next.attempts()).isEqualTo(2));
      assertThat(delivery.hasEnded()).isFalse();
    }
  }
}
