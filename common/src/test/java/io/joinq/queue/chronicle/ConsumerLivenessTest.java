package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.queue.chronicle.control.ProcessLiveness;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.QueueShape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heart of the only consumer beats throughout, so that nothing but the kernel can tell. */
@Tag("process")
final class ConsumerLivenessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Process consumer;
  private ProcessTable processes;
  private ConsumerLiveness consumers;

  @BeforeEach
  void listAProcessThatTakes() throws IOException {
    consumer = new ProcessBuilder("sleep", "600").start();
    Path file = folder.resolve("control");
    ControlFile.create(file, new QueueShape(4, 2, 2, 8), new UUID(0, 0));
    ControlFile control = ControlFile.open(file, true);
    processes = new ProcessTable(control);
    consumers = new ConsumerLiveness(processes, new ProcessLiveness(processes, i -> false));
    processes.list(1, null, i -> false);
    control.set(ControlLayout.process(1) + ControlLayout.PID, consumer.pid());
    control.set(
        ControlLayout.process(1) + ControlLayout.START_TIME, ProcFs.startTime(consumer.pid()));
  }

  @AfterEach
  void endIt() {
    consumer.destroyForcibly();
  }

  private boolean isAnyAlive() {
    processes.beat(1);
    return consumers.isAnyAlive();
  }

  @Test
  void aProcessCountsOnceItHasTaken() {
    assertThat(isAnyAlive()).isFalse();
    processes.addRole(1, ProcessTable.CONSUMER);
    assertThat(isAnyAlive()).isTrue();
  }

  @Test
  void oneThatIsStoppedCountsAgainOnceItGoesOn() {
    processes.addRole(1, ProcessTable.CONSUMER);
    assertThat(isAnyAlive()).isTrue();
    Signal.STOP.sendTo(consumer.pid());
    await().atMost(PATIENCE).until(() -> !isAnyAlive());
    Signal.CONT.sendTo(consumer.pid());
    await().atMost(PATIENCE).until(this::isAnyAlive);
  }

  @Test
  void oneThatIsKilledCountsNoMore() {
    processes.addRole(1, ProcessTable.CONSUMER);
    assertThat(isAnyAlive()).isTrue();
    Signal.KILL.sendTo(consumer.pid());
    await().atMost(PATIENCE).until(() -> !isAnyAlive());
  }
}
