package io.joinq.cli;

import io.joinq.os.ProcessUsage;
import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A queue's status as text. */
final class StatusTable {
  private static final int MIB_SHIFT = 20;

  private StatusTable() {}

  /**
   * @param usage what processes use, by pid
   */
  static String write(QueueStatus status, Map<Long, ProcessUsage.Of> usage) {
    List<String> lines = new ArrayList<>();
    lines.add("queue       " + status.queue() + state(status));
    lines.add(
        "depth       %d of %d%s"
            .formatted(
                status.depth(),
                status.capacity(),
                status.depth() >= status.capacity() ? " (full)" : ""));
    lines.add("in flight   " + status.inFlight());
    lines.add("unfinished  " + status.unfinished());
    lines.add(
        "total       %d enqueued, %d completed, %d redelivered, %d dead"
            .formatted(status.enqueued(), status.completed(), status.redelivered(), status.dead()));
    status.oldestAge().ifPresent(age -> lines.add("oldest      waits for " + age(age)));
    status
        .stalledProducer()
        .ifPresent(
            stalled ->
                lines.add(
                    "stalled     by pid %d, stopped inside a put; continue it with kill -CONT %d"
                        .formatted(stalled.pid(), stalled.pid())));
    if (status.workers().isEmpty()) {
      lines.add("workers     none is alive; start one with ./run.sh worker");
    }
    status
        .workers()
        .forEach(
            worker ->
                lines.add(
                    line(worker)
                        + (worker.local()
                            ? use(usage.get(worker.pid()))
                            : ", in another container")));
    status.producers().forEach(producer -> lines.add(line(producer)));
    return String.join(System.lineSeparator(), lines);
  }

  private static String state(QueueStatus status) {
    return (status.paused() ? " (paused)" : "") + (status.shutdown() ? " (shut down)" : "");
  }

  private static String line(WorkerStatus worker) {
    StringBuilder line =
        new StringBuilder(
            "worker %-4d pid %d, %s"
                .formatted(
                    worker.worker(), worker.pid(), worker.state().name().toLowerCase(Locale.ROOT)));
    worker
        .task()
        .ifPresent(task -> line.append(" with ").append(task).append(" for ").append(age(worker)));
    line.append(", ").append(worker.completed()).append(" done");
    line.append(worker.supervised() ? ", supervised" : ", by hand");
    if (worker.restarts() > 0) {
      line.append(", restarted ").append(worker.restarts()).append(" times");
    }
    return line.toString();
  }

  /** A dash for what is not known, because the process is gone, say. */
  private static String use(ProcessUsage.Of use) {
    String memory = use == null ? "-" : (use.rssBytes() >> MIB_SHIFT) + " MiB";
    String cpu =
        use == null || use.cpuPercent() == null
            ? "-"
            : String.format(Locale.ROOT, "%.1f %%", use.cpuPercent());
    return ", memory " + memory + ", cpu " + cpu;
  }

  private static String line(ProducerStatus producer) {
    return "producer    pid %d, %d puts%s%s"
        .formatted(
            producer.pid(),
            producer.puts(),
            producer.stopped() ? ", stopped" : "",
            producer.appending() ? ", inside a put for " + age(producer.appendingFor()) : "");
  }

  private static String age(WorkerStatus worker) {
    return age(worker.taskAge());
  }

  /** As a person would say it: milliseconds below a second, and tenths of a second above. */
  static String age(Duration age) {
    long millis = age.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
  }
}
