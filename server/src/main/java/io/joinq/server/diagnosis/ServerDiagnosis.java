package io.joinq.server.diagnosis;

import io.joinq.diagnosis.DeathRules;
import io.joinq.diagnosis.Diagnoser;
import io.joinq.diagnosis.DiagnosisView;
import io.joinq.diagnosis.HangThreshold;
import io.joinq.diagnosis.ServedQueue;
import io.joinq.diagnosis.ServerContact;
import io.joinq.diagnosis.ServerReport;
import io.joinq.json.WorkerView;
import io.joinq.server.events.Event;
import io.joinq.server.events.EventKind;
import io.joinq.server.events.Events;
import io.joinq.server.loop.LagHistogram;
import io.joinq.server.loop.Stall;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.FailedPuts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Diagnoses this server and its queue. Concurrent callers share one diagnosis, so many callers cost
 * no more than one.
 */
public final class ServerDiagnosis implements AutoCloseable {
  private static final String HERE = "its admin listener";
  private static final Set<EventKind> ENDS =
      Set.of(EventKind.WORKER_START_FAILED, EventKind.WORKER_DIED);
  private static final int MOST_LAST_WORDS = 10;

  private final String queue;
  private final Puts puts;
  private final Watchdog watchdog;
  private final Events events;
  private final Supplier<List<WorkerView>> workers;
  private final Duration taskTimeout;
  private final Diagnoser diagnostician;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          body -> {
            Thread daemon = new Thread(body, "diagnosis");
            daemon.setDaemon(true);
            return daemon;
          });
  // Guarded by this. Null before the first.
  private CompletableFuture<DiagnosisView> latest;

  /**
   * @param workers as the supervisor knows them
   * @param taskTimeout of its workers
   */
  public ServerDiagnosis(
      URI queue,
      Puts puts,
      Watchdog watchdog,
      Events events,
      Supplier<List<WorkerView>> workers,
      Duration taskTimeout) {
    this.queue = ServedQueue.of(queue).url();
    this.puts = puts;
    this.watchdog = watchdog;
    this.events = events;
    this.workers = workers;
    this.taskTimeout = taskTimeout;
    diagnostician =
        new Diagnoser(
            queue,
            open -> ServerContact.answering(HERE, word()),
            Diagnoser.WINDOW,
            HangThreshold.usual());
  }

  /** Never blocks; the diagnosis takes a second or some. */
  public synchronized CompletableFuture<DiagnosisView> diagnose() {
    if (latest == null || latest.isDone()) {
      latest = CompletableFuture.supplyAsync(this::diagnoseNow, thread);
    }
    return latest;
  }

  private DiagnosisView diagnoseNow() {
    try {
      return diagnostician.diagnose();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server stops", e);
    }
  }

  /** What the server says of itself. */
  public ServerReport word() {
    return new ServerReport(
        queue,
        ProcessHandle.current().pid(),
        puts.strategy,
        puts.failed.forRoom().lately(),
        puts.failed.forSpace().lately(),
        watchdog.stall().map(ServerDiagnosis::stalled).stream().toList(),
        lag(watchdog.lag()),
        workers.get(),
        taskTimeout.toMillis(),
        (int) endsLately().filter(end -> end.kind() == EventKind.WORKER_START_FAILED).count(),
        HungWorkers.lately(events),
        lastWords());
  }

  private static ServerReport.Lag lag(LagHistogram.Summary lag) {
    return new ServerReport.Lag(lag.count(), ms(lag.p50()), ms(lag.p99()), ms(lag.max()));
  }

  /** Milliseconds to three decimals. */
  private static double ms(Duration time) {
    return TimeUnit.NANOSECONDS.toMicros(time.toNanos()) / 1_000.0;
  }

  /** How the server puts, and what became of that. */
  public record Puts(String strategy, FailedPuts failed) {}

  private static ServerReport.Stalled stalled(Stall stall) {
    return new ServerReport.Stalled(
        stall.where(), stall.handler(), stall.length().toMillis(), stall.stack());
  }

  /** The last output of the worker that died or failed to start most recently, if recent. */
  private List<String> lastWords() {
    List<Event> failed = endsLately().toList();
    return failed.isEmpty() ? List.of() : lastLines(failed.get(failed.size() - 1));
  }

  private Stream<Event> endsLately() {
    Instant since = Instant.now().minus(DeathRules.LOOP_WINDOW);
    return events.recent().stream()
        .filter(event -> ENDS.contains(event.kind()) && event.at().isAfter(since));
  }

  private static List<String> lastLines(Event event) {
    Object lines = event.fields().get("last_lines");
    return lines instanceof List<?> list
        ? list.stream().limit(MOST_LAST_WORDS).map(line -> "it wrote: " + line).toList()
        : List.of();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
