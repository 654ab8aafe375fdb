package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * A queue with small segments, and ways to damage its files. It has tasks 0 to 11, eight in the
 * first segment and four in the second; 0 to 2 are done and have a result; 5 has a payload in a
 * file.
 */
final class DamagedQueue {
  static final int CAPACITY = 100;
  static final int TASKS = 12;
  static final int DONE = 3;
  static final int LARGE = 5;
  static final int LARGE_SIZE = 20_000;

  /** Where the records begin in a segment, and where that of task-3 does in the first. */
  static final int FIRST_RECORD = 0x4110;

  static final int RECORD_3 = 0x41a0;

  final Path folder;

  private DamagedQueue(Path folder) {
    this.folder = folder;
  }

  /** Makes it in this process, and closes it. */
  static DamagedQueue in(Path folder) throws InterruptedException {
    System.setProperty("joinq.segmentTasks", "8");
    try (JoinableQueue queue = JoinableQueue.open(config(folder))) {
      for (int i = 0; i < TASKS; i++) {
        queue.put(payload(i));
      }
      for (int i = 0; i < DONE; i++) {
        queue.taskDone(queue.poll(Duration.ofSeconds(5)).orElseThrow(), "result".getBytes(UTF_8));
      }
    } finally {
      System.clearProperty("joinq.segmentTasks");
    }
    return new DamagedQueue(folder);
  }

  static QueueConfig config(Path folder) {
    return QueueConfig.of("chronicle:" + folder).withCapacity(CAPACITY);
  }

  static byte[] payload(int task) {
    return task == LARGE ? new byte[LARGE_SIZE] : ("payload-" + task).getBytes(UTF_8);
  }

  QueueConfig config() {
    return config(folder);
  }

  Path control() {
    return folder.resolve("control");
  }

  Path segment(int number) {
    return folder.resolve("log/19700101-000" + number + ".cq4");
  }

  Path table() {
    return folder.resolve("log/metadata.cq4t");
  }

  Path spill() {
    return folder.resolve("spill/" + LARGE);
  }

  static void truncate(Path file, long size) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(size);
    }
  }

  static void zero(Path file) throws IOException {
    long size = Files.size(file);
    truncate(file, 0);
    truncate(file, size);
  }

  static void fillWithRubbish(Path file) throws IOException {
    byte[] rubbish = new byte[(int) Files.size(file)];
    new Random(7).nextBytes(rubbish);
    Files.write(file, rubbish);
  }

  static void flip(Path file, long at, int bits) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(at);
      int old = out.read();
      assertThat(old).isGreaterThanOrEqualTo(0);
      out.seek(at);
      out.write(old ^ bits);
    }
  }

  static void write(Path file, long at, long littleEndian) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(at);
      out.writeLong(Long.reverseBytes(littleEndian));
    }
  }

  /** Uses the queue in a JVM of its own, because damage may end it. */
  ChildJvm use(String... words) {
    return ChildJvm.start(command().withArguments(words).toProcessBuilder());
  }

  JavaCommand command() {
    return JavaCommand.of(DamageChild.class.getName())
        .withFlag("-XX:TieredStopAtLevel=1")
        .withArguments("chronicle:" + folder);
  }
}
