package io.joinq.lab.measure;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.LeaseLostException;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;

/**
 * A process of the long run. Arguments: the queue, then {@code put FIRST COUNT SIZE}, {@code take
 * FILE}, or {@code open}. A payload begins with its number. Finished numbers and ids are recorded
 * in the file, one bit each.
 */
final class SoakProcess {
  static final String READY = "ready";
  static final String DONE = "done";
  private static final Duration LOOK = Duration.ofMillis(100);

  private SoakProcess() {}

  public static void main(String[] arguments) throws Exception {
    long start = System.nanoTime();
    QueueConfig config = QueueConfig.of(arguments[0]);
    boolean takes = arguments[1].equals("take");
    try (JoinableQueue queue =
        JoinableQueue.open(takes ? config.withWorker(WorkerIdentity.BY_HAND) : config)) {
      say(READY + ' ' + (System.nanoTime() - start));
      switch (arguments[1]) {
        case "put" ->
            put(
                queue,
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]),
                Integer.parseInt(arguments[4]));
        case "take" -> take(queue, Path.of(arguments[2]));
        default -> say(DONE);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static void put(JoinableQueue queue, long first, long count, int size)
      throws InterruptedException {
    ByteBuffer payload = ByteBuffer.allocate(size);
    long last = -1;
    for (long number = first; number < first + count; number++) {
      payload.putLong(0, number);
      TaskId id = queue.put(payload.array());
      if (id.sequence() <= last) {
        throw new IllegalStateException(id + " came after task-" + last);
      }
      last = id.sequence();
    }
    say(DONE);
  }

  /** Until stdin ends, which is when join has returned, or the parent is gone. */
  private static void take(JoinableQueue queue, Path file) throws Exception {
    Thread stdin = new Thread(SoakProcess::awaitEndOfStdin, "stdin");
    stdin.setDaemon(true);
    stdin.start();
    BitSet ids = new BitSet();
    BitSet numbers = new BitSet();
    while (stdin.isAlive()) {
      Optional<Lease> lease = queue.poll(LOOK);
      if (lease.isPresent()) {
        finish(queue, lease.get(), ids, numbers);
      }
    }
    write(file, ids);
    write(Path.of(file + ".numbers"), numbers);
    say(DONE);
  }

  private static void finish(JoinableQueue queue, Lease lease, BitSet ids, BitSet numbers) {
    long number = ByteBuffer.wrap(lease.payload()).getLong();
    try {
      queue.taskDone(lease);
    } catch (LeaseLostException e) {
      // The machine stood still for so long that another has it.
      return;
    }
    mark(ids, lease.taskId().sequence());
    mark(numbers, number);
  }

  private static void mark(BitSet bits, long bit) {
    int index = Math.toIntExact(bit);
    if (bits.get(index)) {
      throw new IllegalStateException(bit + " was finished twice");
    }
    bits.set(index);
  }

  private static void write(Path file, BitSet bits) throws IOException {
    Files.write(file, bits.toByteArray());
  }

  private static void awaitEndOfStdin() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on it.
      }
    } catch (IOException e) {
      // As good as the end.
    }
  }
}
