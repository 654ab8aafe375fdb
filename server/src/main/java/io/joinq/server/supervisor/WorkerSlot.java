package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * A slot for a worker. Confined to the supervisor's thread, except {@link #known} and {@link
 * #isExpected}.
 */
final class WorkerSlot {
  private static final Duration LONG_LIFE = Duration.ofSeconds(2);

  private int number;
  private State state = State.VACANT;
  private int restarts = -1;
  private WorkerProcess process;
  private boolean toldToClaim;
  private long claimsSinceNanos;
  private Optional<WorkerStatus> seen = Optional.empty();
  private Optional<String> retiring = Optional.empty();
  private String ending = "";
  private Optional<TaskId> endingTask = Optional.empty();
  private boolean hung;
  private boolean recycled;
  private int fruitlessStarts;
  private final ConditionTimer stopped = new ConditionTimer();
  private final ConditionTimer silent = new ConditionTimer();
  private final ConditionTimer mute = new ConditionTimer();
  // Both written by the supervisor's thread, read by any.
  private volatile boolean spare;
  private volatile SupervisedWorker known;

  WorkerSlot(int number, boolean spare) {
    this.number = number;
    this.spare = spare;
    known = new SupervisedWorker(number, 0, state, false, 0);
  }

  int number() {
    return number;
  }

  SupervisedWorker known() {
    return known;
  }

  State state() {
    return state;
  }

  boolean is(State some) {
    return state == some;
  }

  /** The one place where the state changes. */
  void become(State next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException("worker " + number + ": " + state + " to " + next);
    }
    state = next;
    hung = state == State.HUNG || hung;
    publish();
  }

  private void publish() {
    known =
        new SupervisedWorker(number, process == null ? 0 : process.pid(), state, hung, restarts());
  }

  /** Takes the number that the queue gave to its worker. */
  void renumber(int given) {
    number = given;
    publish();
  }

  /** Whether it counts: one that drains or hangs is as good as gone. */
  boolean counts() {
    return state != State.DRAINING && state != State.HUNG && state != State.VACANT;
  }

  /**
   * Whether it claims or will, without anybody else's doing. A process that has ended unnoticed is
   * about to be replaced, unless the supervisor gave up.
   *
   * @param isStopped whether a signal has stopped the process with this pid
   */
  boolean isExpected(boolean gaveUp, LongPredicate isStopped) {
    SupervisedWorker now = known;
    return !spare
        && switch (now.state()) {
          case BACKOFF -> true;
          case STARTING, SPARE -> !isStopped.test(now.pid());
          case CLAIMING -> !gaveUp && !isStopped.test(now.pid());
          case VACANT, HUNG, DRAINING, GAVE_UP -> false;
        };
  }

  /** Whether it had a task when it was last seen. */
  boolean isBusy() {
    return is(State.CLAIMING) && seen.flatMap(WorkerStatus::task).isPresent();
  }

  /**
   * What would be lost without it: nothing without a process, little if that does not claim, more
   * if it does, most if it has a task too.
   */
  int worth() {
    if (!state.hasProcess()) {
      return 0;
    }
    if (!is(State.CLAIMING) || isStopped()) {
      return 1;
    }
    return isBusy() ? 3 : 2;
  }

  /** Whether it only waits to take the place of another. */
  boolean isSpare() {
    return spare;
  }

  void setSpare(boolean newSpare) {
    spare = newSpare;
  }

  int restarts() {
    return Math.max(0, restarts);
  }

  /** Says that a process is about to be started, and how often that was done before. */
  int beginStart() {
    process = null;
    toldToClaim = false;
    seen = Optional.empty();
    retiring = Optional.empty();
    recycled = false;
    ending = "";
    endingTask = Optional.empty();
    hung = false;
    List.of(stopped, silent, mute).forEach(ConditionTimer::forget);
    fruitlessStarts++;
    return ++restarts;
  }

  /** Consecutive failed starts, including this one. */
  int fruitlessStarts() {
    return fruitlessStarts;
  }

  /** Counts from here. */
  void forgetStarts() {
    fruitlessStarts = 0;
  }

  void started(WorkerProcess newProcess) {
    process = newProcess;
    become(State.STARTING);
  }

  WorkerProcess process() {
    return process;
  }

  /** Tells its process to claim, once. */
  void tellToClaim() {
    if (!toldToClaim) {
      toldToClaim = true;
      process.claim();
    }
  }

  /** It has the queue open; for a spare that is all that is wanted of its start. */
  void opened() {
    if (spare) {
      forgetStarts();
    }
    become(State.SPARE);
  }

  void claims(long nowNanos) {
    claimsSinceNanos = nowNanos;
    forgetStarts();
    become(State.CLAIMING);
  }

  void see(Optional<WorkerStatus> status) {
    if (status.isPresent()) {
      seen = status;
    }
  }

  /** How long its process has been seen stopped by a signal. */
  Duration stoppedFor(boolean isStopped, long nowNanos) {
    return stopped.see(isStopped, nowNanos);
  }

  /** Whether its process was stopped at the last check. */
  boolean isStopped() {
    return stopped.isSo();
  }

  /** How long its process has given no sign of life. */
  Duration silentFor(boolean isSilent, long nowNanos) {
    return silent.see(isSilent, nowNanos);
  }

  /** How long its process has not claimed since it was told to, with the queue open. */
  Duration muteFor(boolean isStopped, long nowNanos) {
    return mute.see(toldToClaim && !isStopped && is(State.SPARE), nowNanos);
  }

  /** As the queue last knew it. */
  Optional<WorkerStatus> seen() {
    return seen;
  }

  /** Whether its process had finished a task, or claimed for a while. */
  boolean wasUseful(long nowNanos) {
    boolean longLife = nowNanos - claimsSinceNanos >= LONG_LIFE.toNanos();
    return is(State.CLAIMING)
        && (longLife || seen.filter(status -> status.completed() > 0).isPresent());
  }

  /** Why it will be replaced once another worker claims. */
  Optional<String> retiring() {
    return retiring;
  }

  void retire(String reason) {
    retiring = Optional.of(reason);
  }

  /** As {@link #retire}, but between two tasks: none is broken off for that. */
  void recycle(String reason) {
    recycled = true;
    retire(reason);
  }

  boolean isRecycled() {
    return recycled;
  }

  /** Whether it was recycled before it had done anything: the next will not fare better. */
  boolean wasRecycledInVain() {
    return recycled
        && seen.filter(status -> status.completed() > 0 || status.task().isPresent()).isEmpty();
  }

  /** Why its process is ended, as far as we do it. */
  String ending() {
    return ending;
  }

  void setEnding(String why) {
    ending = why;
  }

  /** Replaces a hung worker, with a dump of its threads. */
  void setEndingOf(Optional<TaskId> task, String why) {
    ending = why;
    endingTask = task;
  }

  /**
   * What it had when it was found not to get on: the queue may have given that to another since.
   */
  Optional<TaskId> endingTask() {
    return endingTask;
  }

  /**
   * What its process held when it ended, with that task before all others: one that hangs hands it
   * back before it ends.
   */
  List<TaskId> withEndingTask(List<TaskId> left) {
    return Stream.concat(endingTask.stream(), left.stream()).distinct().toList();
  }

  /** Whether its process was found to hang. */
  boolean hasHung() {
    return hung;
  }
}
