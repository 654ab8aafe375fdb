package io.joinq.queue.chronicle.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.chronicle.log.TaskRecord.DamagedRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
final class TaskRecordTest {
  private static final byte[] PAYLOAD = "something to do".getBytes(StandardCharsets.UTF_8);

  private final byte[] target = new byte[100];
  @TempDir Path folder;

  @Test
  void whatIsEncodedIsDecoded() {
    int length = TaskRecord.encode(target, 17, 1_000, PAYLOAD, null);
    TaskRecord record = TaskRecord.decode(target, length, 17);
    assertThat(length).isEqualTo(TaskRecord.HEADER + PAYLOAD.length);
    assertThat(record.enqueuedAt()).isEqualTo(1_000);
    assertThat(record.isSpilled()).isFalse();
    assertThat(record.payload(new SpillFiles(folder))).isEqualTo(PAYLOAD);
  }

  @Test
  void anEmptyPayloadIsDecoded() {
    int length = TaskRecord.encode(target, 0, 0, new byte[0], null);
    assertThat(TaskRecord.decode(target, length, 0).payload(new SpillFiles(folder))).isEmpty();
  }

  @Test
  void everyBitThatFlipsIsFound() {
    int length = TaskRecord.encode(target, 17, 1_000, PAYLOAD, null);
    for (int bit = 0; bit < length * 8; bit++) {
      target[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> TaskRecord.decode(target, length, 17))
          .isInstanceOf(DamagedRecordException.class)
          .hasMessageContaining("task-17");
      target[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(TaskRecord.decode(target, length, 17).enqueuedAt()).isEqualTo(1_000);
  }

  @Test
  void everyLengthButTheRightOneIsFound() {
    int length = TaskRecord.encode(target, 17, 1_000, PAYLOAD, null);
    for (int end = 0; end <= target.length; end++) {
      int cut = end;
      if (end != length) {
        assertThatThrownBy(() -> TaskRecord.decode(target, cut, 17))
            .as("length %d", end)
            .isInstanceOf(DamagedRecordException.class);
      }
    }
  }

  @Test
  void zerosAreNoRecord() {
    assertThatThrownBy(() -> TaskRecord.decode(new byte[100], 50, 0))
        .isInstanceOf(DamagedRecordException.class);
  }

  @Test
  void theRecordOfAnotherTaskIsNotTaken() {
    int length = TaskRecord.encode(target, 17, 1_000, PAYLOAD, null);
    assertThatThrownBy(() -> TaskRecord.decode(target, length, 18))
        .isInstanceOf(DamagedRecordException.class)
        .hasMessageContaining("another record");
  }

  @Test
  void aPayloadInAFileIsReadFromItAndItsDamageFound() throws IOException {
    SpillFiles spills = new SpillFiles(folder);
    spills.name(spills.write(PAYLOAD, 0, 1), 17);
    int crc = TaskRecord.crc(PAYLOAD, 0, PAYLOAD.length);
    int length = TaskRecord.encode(target, 17, 1_000, PAYLOAD, crc);
    assertThat(length).isEqualTo(TaskRecord.HEADER);
    TaskRecord record = TaskRecord.decode(target, length, 17);
    assertThat(record.isSpilled()).isTrue();
    assertThat(record.payload(spills)).isEqualTo(PAYLOAD);

    Files.write(folder.resolve("17"), "something to dO".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> record.payload(spills)).isInstanceOf(DamagedRecordException.class);
    Files.write(folder.resolve("17"), "something to".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> record.payload(spills)).isInstanceOf(DamagedRecordException.class);
    Files.delete(folder.resolve("17"));
    assertThatThrownBy(() -> record.payload(spills)).isInstanceOf(DamagedRecordException.class);
  }
}
