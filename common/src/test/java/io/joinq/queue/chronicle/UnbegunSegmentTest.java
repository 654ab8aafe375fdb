package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A producer is killed while Chronicle makes a segment, for which there is no step of ours. So it
 * is killed right after, and the segment is set back to each state that it went through.
 */
@Tag("process")
class UnbegunSegmentTest {
  private static final int SEGMENT_TASKS = 4;

  /** Chronicle itself waits 10 s, three times over, for a dead process to go on. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final int BEGUN = 1 << 31;
  private static final int INDEX_2_INDEX = 0xc8;
  private static final int INDEX = 0x20f0;
  private static final int FIRST_OF_INDEX_2_INDEX = 0xf0;

  @TempDir private Path folder;

  /** How far the segment's maker came. */
  enum Made {
    FILE {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        file.setLength(0);
      }
    },
    SPACE {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        clear(file, 0);
      }
    },
    PART_OF_HEADER {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        clear(file, 64);
        putInt(file, 0, BEGUN);
      }
    },
    HEADER {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        clear(file, INDEX_2_INDEX);
      }
    },
    PART_OF_INDEX_2_INDEX {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        clear(file, INDEX_2_INDEX + 32);
        putInt(file, INDEX_2_INDEX, BEGUN);
      }
    },
    INDEX_2_INDEX_ONLY {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        clear(file, INDEX);
        putInt(file, FIRST_OF_INDEX_2_INDEX, 0);
      }
    },
    PLACE_OF_INDEX {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        clear(file, INDEX);
        putInt(file, FIRST_OF_INDEX_2_INDEX, 1);
      }
    },
    PART_OF_INDEX {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        clear(file, INDEX + 32);
        putInt(file, INDEX, BEGUN);
        putInt(file, FIRST_OF_INDEX_2_INDEX, 1);
      }
    },
    INDEX_WITHOUT_ITS_PLACE {
      @Override
      void setBack(RandomAccessFile file) throws IOException {
        putInt(file, FIRST_OF_INDEX_2_INDEX, 1);
      }
    },
    ALL_BUT_A_TASK {
      @Override
      void setBack(RandomAccessFile file) {
        // As it is.
      }
    };

    abstract void setBack(RandomAccessFile file) throws IOException;

    static void clear(RandomAccessFile file, long from) throws IOException {
      file.seek(from);
      file.write(new byte[(int) (file.length() - from)]);
    }

    static void putInt(RandomAccessFile file, long at, int value) throws IOException {
      file.seek(at);
      file.writeInt(Integer.reverseBytes(value));
    }
  }

  @BeforeEach
  void smallSegments() {
    System.setProperty("joinq.segmentTasks", Integer.toString(SEGMENT_TASKS));
  }

  @AfterEach
  void usualSegments() {
    System.clearProperty("joinq.segmentTasks");
  }

  private QueueConfig config() {
    return QueueConfig.of("chronicle:" + folder.resolve("queue")).withCapacity(100);
  }

  private ChildJvm child(String step, String... commands) {
    JavaCommand command =
        JavaCommand.of(ProtocolChild.class.getName())
            .withProperty("joinq.segmentTasks", Integer.toString(SEGMENT_TASKS))
            .withArguments(config().url().toString(), "600000", "3")
            .withArguments(commands);
    return ChildJvm.start(step.isEmpty() ? command : command.withProperty("joinq.step", step));
  }

  /**
   * Puts all tasks of a segment, and dies when it has made the next. What it left is set back while
   * it is stopped and has its lock: once it is dead, others may repair at any moment.
   */
  private void killWhileItMakesASegment(Made made) throws IOException {
    String step = FailPoint.PUT_DOCUMENT_OPEN + ":STOP:" + (SEGMENT_TASKS + 1);
    try (ChildJvm child = child(step, "put", "put", "put", "put", "put")) {
      await().atMost(Duration.ofSeconds(60)).until(() -> ProcFs.isStopped(child.pid()));
      try (RandomAccessFile file = new RandomAccessFile(second().toFile(), "rw")) {
        made.setBack(file);
      }
      child.signal(Signal.KILL);
      assertThat(child.awaitExit()).as("%s", child).isEqualTo(128 + 9);
    }
  }

  private Path second() {
    return folder.resolve("queue/log/19700101-0002.cq4");
  }

  @ParameterizedTest
  @EnumSource(Made.class)
  void theNextPutOfAProcessThatWasThereGoesOnAtOnce(Made made) throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(config())) {
      killWhileItMakesASegment(made);
      assertThatPutsAndTakesGoOn(queue);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FILE", "PART_OF_HEADER", "PLACE_OF_INDEX"})
  void aProcessThatComesLaterFindsNoDamage(Made made) throws Exception {
    JoinableQueue.open(config()).close();
    killWhileItMakesASegment(made);
    try (JoinableQueue queue = JoinableQueue.open(config())) {
      assertThatPutsAndTakesGoOn(queue);
    }
    assertThat(QueueAdmin.verify(config().url()).findings()).isEmpty();
  }

  private static void assertThatPutsAndTakesGoOn(JoinableQueue queue) throws Exception {
    long start = System.nanoTime();
    Optional<TaskId> id = queue.offer("next".getBytes(UTF_8), Duration.ofSeconds(60));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    assertThat(id).contains(new TaskId(SEGMENT_TASKS));
    for (int i = 0; i <= SEGMENT_TASKS; i++) {
      Lease lease = queue.poll().orElseThrow();
      assertThat(lease.taskId()).isEqualTo(new TaskId(i));
      queue.taskDone(lease);
    }
    assertThat(queue.join(SOON).joined()).isTrue();
  }

  /**
   * A process whose put fails knows the segment that it began by that. Somebody else may set it
   * aside; what is put must come into the one that is there.
   *
   * @param others tasks that are put into the new segment before it is this process's turn
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void nothingIsPutIntoASegmentThatAnotherProcessHasSetAside(int others) throws Exception {
    JoinableQueue.open(config()).close();
    String fault = FailPoint.PUT_DOCUMENT_OPEN + ":THROW:" + (SEGMENT_TASKS + 1);
    try (JoinableQueue queue = JoinableQueue.open(config());
        ChildJvm outdated = child(fault, "put", "put", "put", "put", "put", "wait", "put", "put")) {
      outdated.awaitLine("waiting");
      await().until(() -> Files.exists(aside()) && Files.notExists(second()));
      outdated.signal(Signal.STOP);
      for (int i = 0; i < others; i++) {
        queue.put("other".getBytes(UTF_8));
      }
      outdated.signal(Signal.CONT);
      outdated.send("go");
      outdated.awaitLine("finished");
      for (int i = 0; i < SEGMENT_TASKS + others + 2; i++) {
        Lease lease = queue.poll().orElseThrow();
        assertThat(lease.taskId()).isEqualTo(new TaskId(i));
        queue.taskDone(lease);
      }
    }
  }

  private Path aside() {
    return second().resolveSibling(second().getFileName() + ".unbegun");
  }
}
