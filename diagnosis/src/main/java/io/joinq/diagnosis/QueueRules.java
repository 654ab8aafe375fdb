package io.joinq.diagnosis;

import io.joinq.json.RecentView;
import io.joinq.queue.Examination;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rules about the queue itself, its producers and its disk. */
final class QueueRules {
  /** A queue that would be full so soon is too slow already. */
  private static final Duration SOON = Duration.ofMinutes(1);

  private static final Duration LATELY = Duration.ofMinutes(10);

  private QueueRules() {}

  static Optional<Finding> producerStopped(Evidence evidence) {
    return evidence
        .status()
        .stalledProducer()
        .map(
            producer ->
                Finding.of(
                        Cause.PRODUCER_STOPPED,
                        "a producer, pid "
                            + producer.pid()
                            + serverNote(evidence, producer.pid())
                            + ", was stopped inside a put "
                            + Phrases.age(producer.appendingFor())
                            + " ago and holds the put lock, so that every other put waits for it")
                    .restingOn(
                        "the queue's put lock is held by pid " + producer.pid(),
                        "/proc/" + producer.pid() + "/stat says that the process is stopped")
                    .remediedBy(
                        "continue it with kill -CONT %d; or end it with kill -KILL %d, and the next"
                                .formatted(producer.pid(), producer.pid())
                            + " put repairs what it left")
                    .explaining(heldUpBy(producer.pid(), evidence)));
  }

  private static Cause[] heldUpBy(long pid, Evidence evidence) {
    return isServer(evidence, pid)
        ? new Cause[] {Cause.LOOP_BLOCKED_IN_PUT, Cause.SERVER_STOPPED, Cause.SERVER_SILENT}
        : new Cause[] {Cause.LOOP_BLOCKED_IN_PUT};
  }

  private static boolean isServer(Evidence evidence, long pid) {
    return evidence.server().pid().orElse(-1) == pid;
  }

  private static String serverNote(Evidence evidence, long pid) {
    return isServer(evidence, pid) ? " (the server)" : "";
  }

  /** Puts were refused for it, or the next may be: it depends on how much it needs. */
  static Optional<Finding> diskFull(Evidence evidence) {
    long refused = evidence.server().word().map(word -> word.diskFull().times()).orElse(0L);
    Examination queue = evidence.queue();
    if (refused == 0 && queue.freeBytes() >= queue.neededBytes()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    lines.add("free bytes in the queue's folder: " + queue.freeBytes());
    if (refused > 0) {
      lines.add(
          "the server says: %s within %d s found no space"
              .formatted(Phrases.count(refused, "put"), RecentView.SECONDS));
    }
    return Optional.of(
        Finding.of(Cause.DISK_FULL, tooLittleSpace(queue, refused))
            .restingOn(lines)
            .remediedBy(
                "free space on the disk of "
                    + evidence.status().queue()
                    + "; puts work again then"));
  }

  private static String tooLittleSpace(Examination queue, long refused) {
    String free = "the disk of the queue has too little space: " + queue.freeBytes();
    return refused > 0
        ? free + " bytes are free, and puts are refused for that; what was put is kept"
        : free
            + " bytes are free, and a put needs up to "
            + queue.neededBytes()
            + " (a new segment of the log, and a file for a large payload); a put that needs more"
            + " than there is will be refused, what was put is kept";
  }

  static Optional<Finding> shutDown(Evidence evidence) {
    if (!evidence.status().shutdown()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Cause.QUEUE_SHUT_DOWN,
                "the queue is shut down: it takes no more tasks, and its workers have ended or will")
            .restingOn("the queue's shutdown word is set")
            .remediedBy("end every process that has it open; the first to open it then starts anew")
            .explaining(Cause.NO_WORKER, Cause.WORKER_KILLED, Cause.QUEUE_FULL));
  }

  static Optional<Finding> paused(Evidence evidence) {
    if (!evidence.status().paused()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Cause.WORKERS_PAUSED,
                "the workers (%d live) are paused, and claim nothing until they are resumed"
                    .formatted(evidence.status().workers().size()))
            .restingOn(
                "the queue's pause bit is set, by GET /transcribe?block=true or POST /queue/pause")
            .remediedBy(
                "resume them with " + Remedies.resumeQueue(evidence) + ", or with GET /transcribe")
            .explaining(Cause.QUEUE_FULL));
  }

  static Optional<Finding> full(Evidence evidence) {
    QueueStatus status = evidence.status();
    if (!evidence.isFull()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Cause.QUEUE_FULL, "the queue is full, " + status.depth() + "/" + status.capacity())
            .restingOn(counts(evidence))
            .remediedBy("let its workers drain it, or put less")
            .explaining(Cause.LOOP_BLOCKED_IN_PUT));
  }

  /**
   * The queue was full all the time with workers busy, or will be soon, or rejected clients
   * repeatedly, while tasks were taken or made progress. With fast enough workers some sample would
   * show room, and nobody would be rejected.
   */
  static Optional<Finding> tooSlow(Evidence evidence) {
    QueueStatus status = evidence.status();
    Optional<String> how = excess(evidence);
    if (!isDrained(evidence) || how.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>(List.of(counts(evidence), rates(evidence)));
    rejected(evidence).ifPresent(away -> lines.add("the server says: " + away));
    status.workers().forEach(worker -> lines.add(progress(worker)));
    lines.addAll(lostHands(evidence));
    return Optional.of(
        Finding.of(
                Cause.QUEUE_TOO_SLOW,
                "tasks come faster than %s can take them: %s claimed, %s put, and %s"
                    .formatted(
                        Phrases.count(status.workers().size(), "worker"),
                        Phrases.rate(evidence.claimsPerSecond()),
                        Phrases.rate(evidence.arrivalsPerSecond()),
                        how.get()))
            .restingOn(lines)
            .remediedBy(
                "add workers (./run.sh worker, --workers N), make tasks shorter, or put less")
            .explaining(Cause.QUEUE_FULL));
  }

  /** How it shows that more tasks come than are taken; empty if it does not. */
  private static Optional<String> excess(Evidence evidence) {
    Optional<String> rejected = rejected(evidence);
    if (rejected.isPresent()) {
      return rejected;
    }
    if (evidence.fullThroughout()) {
      return Optional.of("the queue full all the while");
    }
    return isFullSoon(evidence) ? Optional.of("the queue filling up") : Optional.empty();
  }

  /*
   * Once a queue is full, puts equal takes; rejected clients show that more was wanted.
   * Rejections in one second may be a burst; in most seconds they are not.
   */
  private static Optional<String> rejected(Evidence evidence) {
    return evidence
        .server()
        .word()
        .map(ServerReport::rejected)
        .filter(away -> away.seconds() * 2 > RecentView.SECONDS)
        .map(
            away ->
                "%s within %d s found no room"
                    .formatted(Phrases.count(away.times(), "put"), RecentView.SECONDS));
  }

  private static boolean isDrained(Evidence evidence) {
    QueueStatus status = evidence.status();
    return !status.paused()
        && status.workers().stream().anyMatch(evidence::isAtWork)
        && (evidence.hasDrained() || status.workers().stream().anyMatch(w -> moves(w, evidence)));
  }

  /* A long task whose handler shows that it makes progress. */
  private static boolean moves(WorkerStatus worker, Evidence evidence) {
    return worker.state() == WorkerStatus.State.BUSY
        && !evidence.isBusyLong(worker)
        && evidence.isAtWork(worker);
  }

  private static boolean isFullSoon(Evidence evidence) {
    double growth = evidence.arrivalsPerSecond() - evidence.claimsPerSecond();
    long room = evidence.status().capacity() - evidence.status().depth();
    boolean half = evidence.status().depth() * 2 >= evidence.status().capacity();
    return half && growth > 0 && room / growth < SOON.toSeconds();
  }

  private static String progress(WorkerStatus worker) {
    return Phrases.worker(worker) + " has done " + Phrases.count(worker.completed(), "task");
  }

  private static List<String> lostHands(Evidence evidence) {
    return evidence.workerDeaths(LATELY).stream()
        .limit(3)
        .map(
            death ->
                "worker %d, pid %d, %s"
                    .formatted(
                        death.worker().orElseThrow(),
                        death.pid(),
                        Phrases.end(death, evidence.ago(death.at()))))
        .toList();
  }

  static String counts(Evidence evidence) {
    QueueStatus status = evidence.status();
    return "the queue says: depth %d of %d, in flight %d, completed %d, dead letters %d%s"
        .formatted(
            status.depth(),
            status.capacity(),
            status.inFlight(),
            status.completed(),
            status.dead(),
            status.oldestAge().map(age -> ", oldest waits for " + Phrases.age(age)).orElse(""));
  }

  static String rates(Evidence evidence) {
    return "within %s: %s put, %s claimed"
        .formatted(
            Phrases.age(evidence.window()),
            Phrases.rate(evidence.arrivalsPerSecond()),
            Phrases.rate(evidence.claimsPerSecond()));
  }
}
