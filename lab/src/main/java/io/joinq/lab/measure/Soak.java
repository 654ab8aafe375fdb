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

/** A long run: processes put, processes take, and the disk is looked at all the time. */
final class Soak {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration RECLAIM_PATIENCE = Duration.ofSeconds(10);

  private final Ground ground;
  private final SoakCommand.Load load;
  private final BitSet ids = new BitSet();
  private final BitSet numbers = new BitSet();
  private long twice;

  Soak(Ground ground, SoakCommand.Load load) {
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
      List<Part> consumers = consumers(files);
      for (Part producer : producers()) {
        producer.await(SoakPart.READY, Part.PATIENCE);
        producer.await(SoakPart.DONE, LONGEST);
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

  private Part start(String... arguments) throws IOException {
    return ground.start(
        JavaCommand.of(SoakPart.class.getName())
            .withFlag("-Xmx256m")
            .withFlag("-XX:+UseSerialGC")
            .withArguments(ground.queue().toString())
            .withArguments(arguments));
  }

  private List<Part> consumers(List<Path> files)
      throws IOException, InterruptedException, TimeoutException {
    List<Part> consumers = new ArrayList<>();
    for (int i = 0; i < load.consumers(); i++) {
      Path file = ground.folder().resolve("finished-" + i);
      files.add(file);
      consumers.add(start("take", file.toString()));
    }
    for (Part consumer : consumers) {
      consumer.await(SoakPart.READY, Part.PATIENCE);
    }
    return consumers;
  }

  private List<Part> producers() throws IOException {
    List<Part> producers = new ArrayList<>();
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
      return queue.status();
    }
  }

  private static void end(List<Part> consumers)
      throws IOException, InterruptedException, TimeoutException {
    for (Part consumer : consumers) {
      consumer.askToEnd();
    }
    for (Part consumer : consumers) {
      consumer.await(SoakPart.DONE, Part.PATIENCE);
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
    Part part = start("open");
    long nanos = Long.parseLong(part.await(SoakPart.READY, Part.PATIENCE));
    part.await(SoakPart.DONE, Part.PATIENCE);
    part.awaitEnd();
    return nanos;
  }
}
