package io.joinq.queue.chronicle.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.protocol.Cancellations;
import io.joinq.queue.chronicle.protocol.PutLock;
import io.joinq.queue.chronicle.protocol.Shutdown;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the layout to a control file that version 3 wrote: capacity 4, 2 slots, 2 processes,
 * segments of 8 tasks. Its writer, pid 4242, had put 5 tasks, claimed task 0 and had it expire,
 * claimed task 1 and held it, showing progress, and had paused the queue and cancelled task 3; of
 * those before it, pid 4241 was killed with task 1. All numbers here are those of the file format,
 * on purpose not those of {@link ControlLayout}. The file is little endian.
 */
@Tag("fast")
final class ControlLayoutTest {
  private static final QueueShape SHAPE = new QueueShape(4, 2, 2, 8);
  private static final int DEATH_33 = 4096 + 256;
  private static final int CANCELLATION_0 = 12288;
  private static final int PROCESS_0 = 16384;
  private static final int SLOT_0 = PROCESS_0 + 2 * 256;
  private static final int SLOT_1 = SLOT_0 + 2048;
  private static final int ENQUEUED = SLOT_1 + 2048;
  private static final int SIZE = ENQUEUED + 4 * 8;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void unpack() throws IOException {
    file = folder.resolve("control");
    unpack("control-v3.gz");
  }

  private void unpack(String name) throws IOException {
    try (InputStream packed = getClass().getResourceAsStream(name);
        InputStream golden = new GZIPInputStream(packed)) {
      Files.copy(golden, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void theGoldenFileHasTheDocumentedValuesAtTheDocumentedOffsets() throws IOException {
    ByteBuffer golden = bytes();
    assertThat(golden.limit()).isEqualTo(SIZE);
    assertThat(text(golden, 0, 8)).isEqualTo("\r\nJOINQ1");
    assertThat(ints(golden, 8, 12, 16, 20, 24)).containsExactly(3, 4, 2, 2, 8);
    CRC32C crc = new CRC32C();
    crc.update(golden.slice(8, 20));
    assertThat(golden.getInt(28)).isEqualTo((int) crc.getValue());
    assertThat(longs(golden, 32, 40)).containsExactly(0x1111_2222_3333_4444L, 0x5555L);
    assertThat(golden.getLong(256)).as("put lock").isEqualTo(3L << 17 | 1);
    assertThat(golden.getLong(512)).as("appended").isEqualTo(5);
    assertThat(golden.getLong(768)).as("cursor").isEqualTo(2L << 17 | 1 << 16 | 2);
    assertThat(longs(golden, 1024, 2048, 2056, 2064, 2072)).containsExactly(7L, 1L, 1L, 6L, 9L);
    assertThat(ints(golden, 1280, 1536, 1792)).containsExactly(11, 12, 13);
    assertThat(longs(golden, 2304, 2560)).containsExactly(33L, 5L);
  }

  @Test
  void theGoldenFileHasItsDeathsAndCancellationsAtTheDocumentedOffsets() throws IOException {
    ByteBuffer golden = bytes();
    // pid 24 | worker 16 | place in the process table 8 | number of the death 16
    assertThat(golden.getLong(DEATH_33)).isEqualTo(4241L << 40 | 9L << 24 | 1L << 16 | 33);
    assertThat(longs(golden, DEATH_33 + 8, DEATH_33 + 16, DEATH_33 + 24, DEATH_33 + 32))
        .containsExactly(4_000L << 16 | 33, 2L << 16 | 33, 1L << 16 | 33, 1L << 16 | 33);
    assertThat(golden.getLong(DEATH_33 + 40)).isEqualTo(4_026_531_837L << 16 | 33);
    assertThat(text(golden, DEATH_33 + 128 + 2, 6)).isEqualTo("killed");
    assertThat(golden.getShort(DEATH_33 + 128)).isEqualTo((short) 33);
    assertThat(text(golden, DEATH_33 + 136 + 2, 6)).isEqualTo(" by SI");

    // sequence 46 | process 8 | use 7 | state 3
    assertThat(longs(golden, CANCELLATION_0, CANCELLATION_0 + 8))
        .containsExactly(3L << 18 | 2 << 3 | 2, 5_000L);
    assertThat(longs(golden, PROCESS_0 + 64, SLOT_1 + 56)).containsExactly(3L << 32, 77L << 20);
  }

  @Test
  void theGoldenFilesDeathsAndCancellationsReadAsWhatTheyWereWrittenAs() {
    ControlFile control = ControlFile.open(file, true);
    assertThat(new DeathRing(control).newestFirst())
        .containsExactly(
            new ProcessDeath(
                4241,
                OptionalInt.of(9),
                Instant.ofEpochMilli(4_000),
                "killed by SIGKILL",
                Optional.of(new TaskId(1))));
    Cancellations cancellations = new Cancellations(control);
    assertThat(cancellations.cancelledAt(3)).contains(Instant.ofEpochMilli(5_000));
    assertThat(cancellations.isCancelled(2)).isFalse();
    assertThat(new ProcessTable(control).deathNumber(0, 3)).isZero();
    assertThat(new ProcessTable(control).deathNumber(0, 2)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFileOfAnEarlierVersionIsRefused(int version) throws IOException {
    unpack("control-v" + version + ".gz");
    assertThatThrownBy(() -> ControlFile.open(file, true))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("format version " + version + ", this program reads version 3")
        .hasMessageContaining("use the program that wrote it");
  }

  @Test
  void theGoldenFileHasItsProcessesAndSlotsAtTheDocumentedOffsets() throws IOException {
    ByteBuffer golden = bytes();
    assertThat(longs(golden, PROCESS_0, PROCESS_0 + 8, PROCESS_0 + 16, PROCESS_0 + 24))
        .containsExactly(3L, 3L, 4242L, 99L);
    assertThat(longs(golden, PROCESS_0 + 32, PROCESS_0 + 40, PROCESS_0 + 48, PROCESS_0 + 56))
        .containsExactly(123_456_789L, 15L, 17L, 2L);
    assertThat(longs(golden, PROCESS_0 + 72, PROCESS_0 + 128, PROCESS_0 + 136))
        .containsExactly(4_026_531_836L, 5L, 0L);

    // state 4 | cause 3 | attempts 7 | process 8 | generation 42
    long returned = 4L << 60 | 2L << 57 | 1L << 50 | 0L << 42 | 1;
    assertThat(longs(golden, SLOT_0, SLOT_0 + 8, SLOT_0 + 40, SLOT_0 + 48))
        .containsExactly(returned, 0L, 3L, 0L);
    assertThat(longs(golden, SLOT_0 + 24, SLOT_0 + 32)).containsExactly(2_000L, 1_000L);
    int cause = SLOT_0 + 1024 + 128;
    assertThat(longs(golden, cause, cause + 8, cause + 16)).containsExactly(1L, 3_000L, 4242L);
    assertThat(golden.getInt(cause + 24)).isEqualTo(2);
    assertThat(golden.getShort(cause + 28)).isEqualTo((short) 1);
    assertThat(golden.getShort(cause + 30)).isEqualTo((short) 4);
    assertThat(text(golden, cause + 32, 4)).isEqualTo("late");

    assertThat(longs(golden, SLOT_1, SLOT_1 + 8)).containsExactly(3L << 60, 1L);
    assertThat(longs(golden, ENQUEUED, ENQUEUED + 8, ENQUEUED + 16, ENQUEUED + 24))
        .containsExactly(1_004L, 1_001L, 1_002L, 1_003L);
  }

  @Test
  void theGoldenFileReadsAsWhatItWasWrittenAs() {
    ControlFile control = ControlFile.open(file, true);
    assertThat(control.shape()).isEqualTo(SHAPE);
    assertThat(control.bootId()).isEqualTo(new UUID(0x1111_2222_3333_4444L, 0x5555L));
    LeaseSlots slots = new LeaseSlots(control);
    Snapshot snapshot = Snapshot.of(control, slots);
    assertThat(snapshot.depth()).isEqualTo(3);
    assertThat(snapshot.unfinished()).isEqualTo(5);
    assertThat(CursorWord.isPaused(snapshot.cursor())).isTrue();
    assertThat(CursorWord.winner(snapshot.cursor())).isEqualTo(1);
    assertThat(PutLock.owner(control, new ProcessTable(control))).isZero();
    assertThat(Shutdown.isShutDown(control)).isTrue();
    assertThat(Shutdown.isDropping(control)).isFalse();
    assertThat(SlotWord.state(slots.word(0))).isEqualTo(SlotState.RETURNED);
    assertThat(SlotWord.state(slots.word(1))).isEqualTo(SlotState.LEASED);
    List<Redelivery> causes = new SlotCauses(control).of(0, slots.word(0));
    assertThat(causes).hasSize(1);
    assertThat(causes.get(0).cause()).isEqualTo(Redelivery.Cause.LEASE_EXPIRED);
    assertThat(causes.get(0).detail()).isEqualTo("late");
    ProcessTable processes = new ProcessTable(control);
    assertThat(processes.user(0)).isEqualTo(3);
    assertThat(processes.pid(0)).isEqualTo(4242);
    assertThat(processes.worker(0)).isEqualTo(17);
    assertThat(processes.puts(0)).isEqualTo(5);
    assertThat(processes.user(1)).isZero();
  }

  @Test
  void aNewFileDiffersFromTheGoldenOneOnlyInWhatChanges() throws IOException {
    Path created = folder.resolve("new");
    ControlFile.create(created, SHAPE, new UUID(0x1111_2222_3333_4444L, 0x5555L));
    byte[] bytes = Files.readAllBytes(created);
    assertThat(bytes).hasSize(SIZE);
    assertThat(Arrays.copyOf(bytes, 48)).isEqualTo(Arrays.copyOf(Files.readAllBytes(file), 48));
    for (int i = 48; i < SIZE; i++) {
      assertThat(bytes[i]).as("byte %d", i).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, is not a control file",
    "8, 4, format version 4",
    "12, 5, wrong header checksum",
    "16, 3, wrong header checksum",
    "24, 9, wrong header checksum",
    "28, 0, wrong header checksum",
  })
  void aFileWithAnotherHeaderIsRefused(int offset, byte value, String message) throws IOException {
    try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
      target.seek(offset);
      target.write(value);
    }
    assertThatThrownBy(() -> ControlFile.open(file, true))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(file.toString());
  }

  @ParameterizedTest
  @CsvSource({"0, is 0 bytes long", "100, is 100 bytes long", "20988, 'bytes long, not 21024'"})
  void aFileThatIsCutOffIsRefused(long length, String message) throws IOException {
    try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
      target.setLength(length);
    }
    assertThatThrownBy(() -> ControlFile.open(file, true))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("'queue repair'");
  }

  @Test
  void aFileOfTheOtherByteOrderIsRefused() throws IOException {
    try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
      target.write(new byte[] {'1', 'Q', 'N', 'I', 'O', 'J', '\n', '\r'});
    }
    assertThatThrownBy(() -> ControlFile.open(file, true))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("other byte order");
  }

  @Test
  void theLastSlotIsLargeEnoughForItsLastCause() {
    assertThat(ControlLayout.CAUSES + ControlLayout.CAUSE_COUNT * ControlLayout.CAUSE_SIZE)
        .isEqualTo(ControlLayout.SLOT_SIZE);
    assertThat(ControlLayout.DROPPED + 8).isLessThanOrEqualTo(ControlLayout.DEATHS);
    assertThat(ControlLayout.CANCELLED_BELOW + 8).isLessThanOrEqualTo(ControlLayout.DEATH_TABLE);
    assertThat(ControlLayout.death(ControlLayout.DEATH_COUNT - 1) + ControlLayout.DEATH_SIZE)
        .isEqualTo(ControlLayout.CANCELLATION_TABLE);
    assertThat(ControlLayout.cancellation(ControlLayout.CANCELLATION_COUNT))
        .isEqualTo(ControlLayout.PROCESS_TABLE);
    assertThat(ControlLayout.DEATH + 8).isLessThanOrEqualTo(ControlLayout.PUTS);
    assertThat(ControlLayout.DONES + 8).isLessThanOrEqualTo(ControlLayout.PROCESS_SIZE);
    assertThat(ControlLayout.PROGRESSED + 8).isLessThanOrEqualTo(ControlLayout.CAUSES);
  }

  private ByteBuffer bytes() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer from, int offset, int length) {
    return StandardCharsets.UTF_8.decode(from.slice(offset, length)).toString();
  }

  private static List<Integer> ints(ByteBuffer from, int... offsets) {
    return Arrays.stream(offsets).mapToObj(from::getInt).toList();
  }

  private static List<Long> longs(ByteBuffer from, int... offsets) {
    return Arrays.stream(offsets).mapToObj(from::getLong).toList();
  }
}
