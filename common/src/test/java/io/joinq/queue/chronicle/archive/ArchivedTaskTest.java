package io.joinq.queue.chronicle.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.QueueException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("fast")
final class ArchivedTaskTest {
  private static final TaskId ID = new TaskId(17);
  private static final byte[] BYTES = {1, 2, 3};

  @ParameterizedTest
  @EnumSource(names = {"DONE", "FAILED", "DEAD"})
  void whatIsKeptIsRead(TaskState state) {
    TaskStatus status = status(state);
    ArchivedTask read = ArchivedTask.decode(ID, ArchivedTask.encode(status, BYTES));
    assertThat(read.status()).isEqualTo(status);
    assertThat(read.bytes()).isEqualTo(BYTES);
  }

  @Test
  void aTaskThatNobodyClaimedIsReadAsSuch() {
    TaskStatus status =
        new TaskStatus(
            ID,
            TaskState.DEAD,
            0,
            Instant.ofEpochMilli(1),
            Optional.empty(),
            Optional.of(Instant.ofEpochMilli(2)),
            OptionalInt.empty(),
            List.of());
    assertThat(ArchivedTask.decode(ID, ArchivedTask.encode(status, new byte[0])).status())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "RUNNING"})
  void aTaskThatHasNotEndedIsNotKept(TaskState state) {
    assertThatThrownBy(() -> ArchivedTask.encode(status(state), BYTES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(state.toString());
  }

  @Test
  void everyBitThatFlipsIsFound() {
    byte[] file = ArchivedTask.encode(status(TaskState.DONE), BYTES);
    int late = ArchivedTask.decode(ID, file).late().size() * LateDetail.SIZE;
    for (int bit = 0; bit < (file.length - late) * 8; bit++) {
      file[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> ArchivedTask.decode(ID, file))
          .as("bit %d", bit)
          .isInstanceOf(QueueException.class)
          .hasMessageContaining("task-17");
      file[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void aLateDetailIsReadAndOneWithAFlippedBitIsNone() {
    byte[] file = ArchivedTask.encode(status(TaskState.DEAD), BYTES);
    assertThat(ArchivedTask.decode(ID, file).late())
        .extracting(Redelivery::detail)
        .containsExactly("");
    byte[] detail = LateDetail.encode("killed by SIGKILL");
    int at = file.length - LateDetail.SIZE;
    System.arraycopy(detail, 0, file, at, detail.length);
    assertThat(ArchivedTask.decode(ID, file).status().causes())
        .extracting(Redelivery::detail)
        .contains("killed by SIGKILL");
    assertThat(ArchivedTask.decode(ID, file).bytes()).isEqualTo(BYTES);
    for (int bit = at * 8; bit < file.length * 8; bit++) {
      file[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(ArchivedTask.decode(ID, file).late())
          .as("bit %d", bit)
          .extracting(Redelivery::detail)
          .containsExactly("");
      file[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void everyFileThatIsCutOffIsFound() {
    byte[] file = ArchivedTask.encode(status(TaskState.DONE), BYTES);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> ArchivedTask.decode(ID, cut))
          .as("length %d", length)
          .isInstanceOf(QueueException.class)
          .hasMessageContaining("damaged");
    }
  }

  private static TaskStatus status(TaskState state) {
    Instant at = Instant.ofEpochMilli(1_700_000_000_123L);
    return new TaskStatus(
        ID,
        state,
        2,
        at,
        Optional.of(at.plusMillis(1)),
        Optional.of(at.plusMillis(2)),
        OptionalInt.of(3),
        List.of(
            new Redelivery(1, Redelivery.Cause.HANDLER_FAILED, "why – not", 4242, at),
            new Redelivery(2, Redelivery.Cause.WORKER_DIED, "", 4243, at.plusMillis(3))));
  }
}
