package io.joinq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.os.ProcessUsage;
import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class StatusTableTest {
  private static final WorkerStatus BUSY =
      new WorkerStatus(
          2,
          4242,
          WorkerStatus.State.BUSY,
          Optional.of(new TaskId(7)),
          Duration.ofMillis(120),
          Duration.ofMillis(120),
          3,
          true,
          41,
          true);

  private static QueueStatus status(
      long depth, boolean paused, List<ProducerStatus> producers, List<WorkerStatus> workers) {
    return new QueueStatus(
        URI.create("chronicle:/tmp/q"),
        2,
        depth,
        1,
        depth + 1,
        paused,
        false,
        12,
        9,
        4,
        1,
        Optional.of(Duration.ofMillis(61_250)),
        producers,
        workers,
        List.of());
  }

  private static String write(QueueStatus status) {
    return StatusTable.write(status, Map.of(4242L, new ProcessUsage.Of(12.34, 75 << 20, false)));
  }

  @Test
  void saysThatTheQueueIsFullAndPaused() {
    assertThat(write(status(2, true, List.of(), List.of(BUSY))))
        .contains("chronicle:/tmp/q (paused)", "depth       2 of 2 (full)", "unfinished  3");
  }

  @Test
  void doesNotCallAQueueFullThatHasRoom() {
    assertThat(write(status(1, false, List.of(), List.of(BUSY))))
        .contains("depth       1 of 2")
        .doesNotContain("full", "paused");
  }

  @Test
  void showsWhatAWorkerDoes() {
    assertThat(write(status(0, false, List.of(), List.of(BUSY))))
        .contains("worker 2    pid 4242, busy with task-7 for 120 ms, 41 done, supervised")
        .contains("restarted 3 times");
  }

  @Test
  void showsWhatAWorkerUsesAndADashWhereThatIsNotKnown() {
    QueueStatus status = status(0, false, List.of(), List.of(BUSY));
    assertThat(write(status)).contains("restarted 3 times, memory 75 MiB, cpu 12.3 %");
    assertThat(StatusTable.write(status, Map.of(4242L, new ProcessUsage.Of(null, 75 << 20, false))))
        .contains(", memory 75 MiB, cpu -");
    assertThat(StatusTable.write(status, Map.of())).contains(", memory -, cpu -");
  }

  @Test
  void saysWhatToDoWhenNoWorkerIsAlive() {
    assertThat(write(status(0, false, List.of(), List.of())))
        .contains("none is alive; start one with ./run.sh worker");
  }

  @Test
  void namesTheProducerThatHoldsUpTheOthers() {
    ProducerStatus stopped = new ProducerStatus(99, 5, true, true, Duration.ofSeconds(2));
    assertThat(write(status(0, false, List.of(stopped), List.of(BUSY))))
        .contains("stopped inside a put; continue it with kill -CONT 99")
        .contains("pid 99, 5 puts, stopped, inside a put for 2.0 s");
  }

  @Test
  void writesAgesAsAPersonWouldSayThem() {
    assertThat(StatusTable.age(Duration.ofMillis(999))).isEqualTo("999 ms");
    assertThat(StatusTable.age(Duration.ofMillis(61_250))).isEqualTo("61.3 s");
  }
}
