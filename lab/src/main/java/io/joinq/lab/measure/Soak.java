package io.joinq.lab.measure;

import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A long run: processes put and take while the disk use is sampled. */
final class Soak {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration RECLAIM_PATIENCE = Duration.ofSeconds(10);

  private final MeasuredQueue ground;
  private final SoakCommand.Load load;
  private final BitSet ids = new BitSet();
  private final BitSet numbers = new BitSet();
  private long twice;

  Soak(MeasuredQueue ground, SoakCommand.Load load) {
    this.ground = ground;
    this.load = load;
  }

  /**
   * What it came to.
   *
   * @param twice ids or payloads that two processes had finished
   * @param nanos from the first put until join returned
   * @param segments of the log in the end
   * @param openNanos how long a process of its own took to open the queue afterwards
   */
  record Outcome(
      QueueStatus status,
      BitSet ids,
      BitSet numbers,
      long twice,
      long nanos,
      QueueDisk most,
      long looks,
      long segments,
      long openNanos) {}

  Outcome run() throws IOException, InterruptedException, TimeoutException {
    JoinableQueue.open(QueueConfig.of(ground.queue()).withCapacity(load.capacity())).close();
    DiskWatch watch = DiskWatch.start(ground.queueFolder());
    try {
      long start = System.nanoTime();
      List<Path> files = new ArrayList<>();
      List<MeasuredProcess> consumers = consumers(files);
      for (MeasuredProcess producer : producers()) {
        producer.await(SoakProcess.READY, MeasuredProcess.PATIENCE);
        producer.await(SoakProcess.DONE, LONGEST);
        producer.awaitEnd();
      }
      QueueStatus status = joined();
      long nanos = System.nanoTime() - start;
      end(consumers);
      watch.stop();
      for (Path file : files) {
        add(ids, file);
        add(numbers, Path.of(file + ".numbers"));
      }
      long segments = QueueDisk.of(ground.queueFolder()).segments();
      return new Outcome(
          status, ids, numbers, twice, nanos, watch.most(), watch.looks(), segments, open());
    } finally {
      watch.stop();
    }
  }

  private MeasuredProcess start(String... arguments) throws IOException {
    return ground.start(
        JavaCommand.of(SoakProcess.class.getName())
            .withFlag("-Xmx256m")
            .withFlag("-XX:+UseSerialGC")
            .withArguments(ground.queue().toString())
            .withArguments(arguments));
  }

  private List<MeasuredProcess> consumers(List<Path> files)
      throws IOException, InterruptedException, TimeoutException {
    List<MeasuredProcess> consumers = new ArrayList<>();
    for (int i = 0; i < load.consumers(); i++) {
      Path file = ground.folder().resolve("finished-" + i);
      files.add(file);
      consumers.add(start("take", file.toString()));
    }
    for (MeasuredProcess consumer : consumers) {
      consumer.await(SoakProcess.READY, MeasuredProcess.PATIENCE);
    }
    return consumers;
  }

  private List<MeasuredProcess> producers() throws IOException {
    List<MeasuredProcess> producers = new ArrayList<>();
    long first = 0;
    for (int i = 0; i < load.producers(); i++) {
      long next = load.tasks() * (i + 1) / load.producers();
      producers.add(
          start(
              "put",
              Long.toString(first),
              Long.toString(next - first),
              Integer.toString(load.size())));
      first = next;
    }
    return producers;
  }

  /** Waits for join, and for the disk to be given back. */
  private QueueStatus joined() throws InterruptedException, TimeoutException {
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(ground.queue()))) {
      if (!queue.join(LONGEST).joined()) {
        throw new TimeoutException("join did not return");
      }
      long deadline = System.nanoTime() + RECLAIM_PATIENCE.toNanos();
      while (QueueDisk.of(ground.queueFolder()).segments() > 1
          && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      return queue.admin().status();
    }
  }

  private static void end(List<MeasuredProcess> consumers)
      throws IOException, InterruptedException, TimeoutException {
    for (MeasuredProcess consumer : consumers) {
      consumer.askToEnd();
    }
    for (MeasuredProcess consumer : consumers) {
      consumer.await(SoakProcess.DONE, MeasuredProcess.PATIENCE);
      consumer.awaitEnd();
    }
  }

  private void add(BitSet all, Path file) throws IOException {
    BitSet some = BitSet.valueOf(Files.readAllBytes(file));
    BitSet both = (BitSet) all.clone();
    both.and(some);
    twice += both.cardinality();
    all.or(some);
  }

  private long open() throws IOException, InterruptedException, TimeoutException {
    MeasuredProcess part = start("open");
    long nanos = Long.parseLong(part.await(SoakProcess.READY, MeasuredProcess.PATIENCE));
    part.await(SoakProcess.DONE, MeasuredProcess.PATIENCE);
    part.awaitEnd();
    return nanos;
  }
}
