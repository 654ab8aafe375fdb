package io.joinq.diagnosis;

import io.joinq.queue.Examination;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All inputs of a diagnosis.
 *
 * @param at when the last look was taken
 * @param window how long the queue was watched
 * @param before the queue at the window's beginning
 * @param queue the queue at its end
 * @param fullThroughout whether the queue was full at every look within the window
 * @param stacks of workers that make no progress
 * @param patience with tasks that make no progress
 */
record Evidence(
    Instant at,
    Duration window,
    QueueStatus before,
    Examination queue,
    boolean fullThroughout,
    ServerContact server,
    List<WorkerStack> stacks,
    HangThreshold patience) {
  Evidence {
    stacks = List.copyOf(stacks);
  }

  Evidence with(List<WorkerStack> read) {
    return new Evidence(at, window, before, queue, fullThroughout, server, read, patience);
  }

  QueueStatus status() {
    return queue.status();
  }

  boolean isFull() {
    return status().depth() >= status().capacity();
  }

  Optional<ServerReport.Stalled> stall() {
    return server.word().flatMap(word -> word.stalls().stream().findFirst());
  }

  /** Recently hung workers, as the supervisor reports, newest first. */
  List<ServerReport.Hung> hung() {
    return server.word().map(ServerReport::hung).orElse(List.of());
  }

  /** The supervisor's record of a worker, if it hung recently. */
  Optional<ServerReport.Hung> hung(long pid) {
    return hung().stream().filter(worker -> worker.pid() == pid).findFirst();
  }

  /** Tasks that were put within the window, for a second. */
  double arrivalsPerSecond() {
    return perSecond(status().enqueued() - before.enqueued());
  }

  /** Tasks that were claimed within the window, for a second: as many places became free. */
  double claimsPerSecond() {
    return perSecond(claimed(status()) - claimed(before));
  }

  private static long claimed(QueueStatus status) {
    return status.enqueued() - status.depth();
  }

  /** Whether a task was claimed within the window, or ended. */
  boolean hasDrained() {
    return claimed(status()) > claimed(before)
        || status().completed() > before.completed()
        || status().dead() > before.dead();
  }

  private double perSecond(long count) {
    return count * 1e9 / Math.max(1, window.toNanos());
  }

  /** Deaths of workers, newest first. */
  List<ProcessDeath> workerDeaths() {
    return status().deaths().stream().filter(death -> death.worker().isPresent()).toList();
  }

  /** Deaths of workers within this time before now, newest first. */
  List<ProcessDeath> workerDeaths(Duration within) {
    return workerDeaths().stream().filter(death -> isWithin(death.at(), within)).toList();
  }

  /** The tasks that a worker held when it died: the oldest, and others that its death set back. */
  List<TaskId> held(ProcessDeath death) {
    Stream<TaskId> others =
        queue.failedDeliveries().stream()
            .filter(task -> task.causes().stream().anyMatch(death::ended))
            .map(TaskStatus::id);
    return Stream.concat(death.task().stream(), others).distinct().toList();
  }

  /** Whether a time is recent; false if it lies in the future because the clock was set back. */
  boolean isWithin(Instant moment, Duration within) {
    return !moment.isAfter(at) && Duration.between(moment, at).compareTo(within) <= 0;
  }

  /** For people. */
  String ago(Instant moment) {
    return moment.isAfter(at)
        ? "at an unknown time (the clock was set back since)"
        : Phrases.age(Duration.between(moment, at)) + " ago";
  }

  /**
   * Whether a worker is silent, or has been with its task for longer than it may be; how long that
   * is, is the patience where other tasks wait and none is taken, and else the task timeout alone.
   */
  boolean isHung(WorkerStatus worker) {
    return worker.state() == WorkerStatus.State.HUNG
        || isIdleInVain(worker)
        || (isWithoutProgress(worker)
            && (patience.always() || areTasksHeldUp() || isPastItsTime(worker)));
  }

  /** Whether a worker has been with its task for longer than is usual. */
  boolean isWithoutProgress(WorkerStatus worker) {
    return worker.state() == WorkerStatus.State.BUSY
        && worker.sinceProgress().compareTo(patience.time()) > 0;
  }

  /** Whether tasks waited all the time, and nothing was taken or ended. */
  private boolean areTasksHeldUp() {
    return before.depth() > 0 && status().depth() > 0 && !hasDrained();
  }

  private boolean isPastItsTime(WorkerStatus worker) {
    return worker.supervised()
        && server
            .word()
            .filter(word -> worker.sinceProgress().toMillis() > word.taskTimeoutMs())
            .isPresent();
  }

  /** Whether a worker has been with one task, without a sign of progress, all the time. */
  boolean isBusyLong(WorkerStatus worker) {
    return worker.state() == WorkerStatus.State.BUSY
        && !isHung(worker)
        && worker.sinceProgress().compareTo(window) >= 0;
  }

  /** Whether any worker may be expected to claim tasks. */
  boolean hasWorkerAtWork() {
    return status().workers().stream().anyMatch(this::isAtWork);
  }

  /** Whether tasks waited all the time, and a worker that seemed free to take them took none. */
  boolean isIdleInVain(WorkerStatus worker) {
    return worker.state() == WorkerStatus.State.IDLE
        && !status().paused()
        && areTasksHeldUp()
        && before.workers().stream().anyMatch(w -> w.pid() == worker.pid() && w.task().isEmpty());
  }

  /** Whether a worker may be expected to claim tasks. */
  boolean isAtWork(WorkerStatus worker) {
    return worker.state() != WorkerStatus.State.STOPPED && !isHung(worker);
  }
}
