package io.joinq.lab.measure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Samples the disk use of a queue until it is stopped. */
final class DiskWatch {
  private static final long PERIOD_NANOS = Duration.ofMillis(10).toNanos();

  private final Path folder;
  private final Thread thread = new Thread(this::run, "disk-watch");
  private volatile boolean stopped;
  private QueueDisk most = new QueueDisk(0, 0);
  private long looks;

  private DiskWatch(Path folder) {
    this.folder = folder;
    thread.setDaemon(true);
  }

  static DiskWatch start(Path folder) {
    DiskWatch watch = new DiskWatch(folder);
    watch.thread.start();
    return watch;
  }

  private void run() {
    while (!stopped) {
      most = most.max(QueueDisk.of(folder));
      looks++;
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  /** The most of all looks; once it is stopped. */
  QueueDisk most() {
    return most;
  }

  long looks() {
    return looks;
  }

  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
