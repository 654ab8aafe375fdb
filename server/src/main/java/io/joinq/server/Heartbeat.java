package io.joinq.server;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueStatus;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.DrainRate;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the state of the queue and the loop every two seconds and measures the drain rate. It has
 * its own thread, so it continues during the incident as if all were well.
 */
final class Heartbeat implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration SAMPLE = Duration.ofMillis(500);
  private static final int SAMPLES_PER_LINE = 4;
  private static final long LAST_BEAT_MILLIS = 200;
  private static final Duration WORTH_SAYING = Duration.ofMillis(500);

  private final JoinableQueue queue;
  private final Watchdog watchdog;
  private final DrainRate drainRate;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread daemon = new Thread(body, "joinq-heartbeat");
            daemon.setDaemon(true);
            return daemon;
          });
  // Belongs to the thread.
  private long samples;

  Heartbeat(JoinableQueue queue, Watchdog watchdog, DrainRate drainRate) {
    this.queue = queue;
    this.watchdog = watchdog;
    this.drainRate = drainRate;
  }

  void start() {
    // Never fails: beat catches what could end it.
    ScheduledFuture<?> unused =
        thread.scheduleAtFixedRate(this::beat, 0, SAMPLE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      QueueStatus status = queue.admin().status();
      drainRate.record(status.enqueued() - status.depth(), status.depth());
      if (samples++ % SAMPLES_PER_LINE == 0) {
        say(status);
      }
    } catch (RuntimeException | Error e) {
      // What left here would end the heartbeat for good.
      log.error("heartbeat: cannot read the queue", e);
    }
  }

  private void say(QueueStatus status) {
    log.info(
        "heartbeat: depth={}/{} in_flight={} workers={} completed={} dead={} paused={} loop={}",
        status.depth(),
        status.capacity(),
        status.inFlight(),
        status.workers().size(),
        status.completed(),
        status.dead(),
        status.paused(),
        loopState());
  }

  private String loopState() {
    Duration stalled = watchdog.stalledFor();
    if (stalled.compareTo(WORTH_SAYING) <= 0) {
      return "ok";
    }
    return "stalled for " + stalled.toMillis() + " ms in " + watchdog.handler();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      // The queue may be closed next, and a last beat would find it so.
      boolean unused = thread.awaitTermination(LAST_BEAT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
