package io.joinq.lab.chaos;

import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueOpenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Samples the depth of the queue from outside, without taking part in the protocol. */
final class DepthObserver {
  private static final long PERIOD_NANOS = Duration.ofMillis(5).toNanos();
  private static final int DISK_EVERY = 50;

  private final ChaosPlan plan;
  private final Thread thread = new Thread(this::run, "chaos-observer");
  private volatile boolean closed;
  private long samples;
  private long deepest;
  private long mostBytes;
  private long mostSegments;

  DepthObserver(ChaosPlan plan) {
    this.plan = plan;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      lookAtDepth();
      if (samples % DISK_EVERY == 0) {
        lookAtDisk();
      }
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  private void lookAtDepth() {
    try {
      deepest = Math.max(deepest, QueueAdmin.inspect(plan.queue()).depth());
      samples++;
    } catch (QueueOpenException e) {
      // It is not there yet.
    }
  }

  private void lookAtDisk() {
    long bytes = 0;
    long segments = 0;
    for (Path file : files(plan.queueFolder())) {
      // Dead letters are kept until somebody purges them.
      bytes += file.startsWith(plan.queueFolder().resolve("dead")) ? 0 : file.toFile().length();
      segments += isSegment(file) ? 1 : 0;
    }
    mostBytes = Math.max(mostBytes, bytes);
    mostSegments = Math.max(mostSegments, segments);
  }

  static boolean isSegment(Path file) {
    return file.toString().endsWith(".cq4");
  }

  /** All files below a folder; those that vanish meanwhile may be among them or not. */
  static List<Path> files(Path folder) {
    try (Stream<Path> all =
        Files.find(folder, 5, (path, attributes) -> attributes.isRegularFile())) {
      return all.toList();
    } catch (UncheckedIOException | IOException e) {
      return List.of();
    }
  }

  Observation observation() {
    return new Observation(samples, deepest, mostBytes, mostSegments);
  }

  void stop() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
