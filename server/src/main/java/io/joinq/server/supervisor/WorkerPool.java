package io.joinq.server.supervisor;

import io.joinq.queue.WorkerStatus;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * All worker slots, and which of them claim, wait as spares or are being replaced. Confined to the
 * supervisor's thread, except {@link #known}, {@link #hasGivenUp}, {@link #hasClaimed} and {@link
 * #expectsConsumer}.
 */
final class WorkerPool implements WorkerLifecycle.Need {
  private final SupervisorConfig config;
  private final WorkerPoolEvents events;
  private final ScalingPolicy scaling;
  private final WorkerSlots places = new WorkerSlots();
  private final WorkerLifecycle lifecycle;

  WorkerPool(SupervisorConfig config, WorkerLifecycle.Means means, RestartPolicy policy) {
    this.config = config;
    this.events = means.events();
    this.scaling = new ScalingPolicy(config.workers());
    this.lifecycle = new WorkerLifecycle(means, policy, places, this);
  }

  /** Leaves these workers, which others have started, their numbers. */
  void leaveNumbersTo(List<WorkerStatus> others) {
    places.renumber(others);
  }

  List<SupervisedWorker> known() {
    return places.known();
  }

  boolean hasGivenUp() {
    return lifecycle.haveGivenUp();
  }

  /** Whether a worker has claimed since the start, or since it last gave up. */
  boolean hasClaimed() {
    return lifecycle.haveClaimed();
  }

  /**
   * Whether a worker takes tasks or will.
   *
   * @param isStopped whether a signal has stopped the process with this pid
   */
  boolean expectsConsumer(LongPredicate isStopped) {
    return places.expectConsumer(hasGivenUp(), isStopped);
  }

  @Override
  public int wanted() {
    return scaling.wanted();
  }

  /** Does what has to be done now so that as many are at work as are wanted. */
  @Override
  public void reconcile() {
    if (lifecycle.areStopped()) {
      return;
    }
    promoteSpare();
    drainRetiring();
    boolean replacing = places.active().anyMatch(slot -> slot.retiring().isPresent());
    fill(false, scaling.wanted() + (replacing ? 1 : 0));
    if (places.active().allMatch(slot -> slot.is(State.CLAIMING))) {
      events.noneIsMissing();
      // Not before: a spare that starts takes processor time from those that are needed now.
      fill(true, config.spares());
    }
  }

  /** Promotes spares to the places of dead workers, which return as spares. */
  private void promoteSpare() {
    for (WorkerSlot gone : places.active().filter(slot -> !slot.state().hasProcess()).toList()) {
      places
          .readySpare()
          .ifPresent(
              spare -> {
                promote(spare);
                gone.setSpare(true);
              });
    }
  }

  private static void promote(WorkerSlot spare) {
    spare.setSpare(false);
    spare.tellToClaim();
  }

  /** Ends those that are to be replaced, as far as enough others claim. */
  private void drainRetiring() {
    long claiming = places.active().filter(slot -> slot.is(State.CLAIMING)).count();
    List<WorkerSlot> retiring =
        places.active().filter(slot -> slot.retiring().isPresent()).toList();
    long tooMany = claiming - scaling.wanted();
    retiring.stream()
        .limit(Math.max(0, tooMany))
        .forEach(slot -> lifecycle.drain(slot, slot.retiring().orElseThrow()));
  }

  private void fill(boolean spare, int need) {
    List<WorkerSlot> there = places.that(slot -> slot.counts() && slot.isSpare() == spare).toList();
    for (int i = there.size(); i < need; i++) {
      add(spare);
    }
    there.stream()
        .sorted(Comparator.comparingInt(WorkerSlot::worth))
        .limit(Math.max(0, there.size() - need))
        .forEach(slot -> lifecycle.drain(slot, "fewer workers are needed"));
  }

  private void add(boolean spare) {
    Optional<WorkerSlot> ready = spare ? Optional.empty() : places.readySpare();
    if (ready.isPresent()) {
      promote(ready.get());
      return;
    }
    lifecycle.begin(places.add(spare));
  }

  /** Replaces all, one after the other, each once another claims; returns how many. */
  int restartAll() {
    places
        .that(WorkerSlot::isSpare)
        .filter(WorkerSlot::counts)
        .forEach(slot -> lifecycle.drain(slot, "rolling restart"));
    List<WorkerSlot> old = places.active().filter(slot -> slot.is(State.CLAIMING)).toList();
    old.forEach(slot -> slot.retire("rolling restart"));
    reconcile();
    return old.size();
  }

  /** Evaluates the latest snapshot of the queue and the processes. */
  void look(PoolSnapshot snapshot, HangCheck hangs) {
    if (lifecycle.areStopped()) {
      return;
    }
    places.renumber(snapshot.queue().workers());
    int before = scaling.wanted();
    scaling.look(snapshot).ifPresent(why -> events.scaled(before, scaling.wanted(), why));
    places
        .that(WorkerSlot::counts)
        .filter(slot -> slot.state().hasProcess())
        .forEach(slot -> look(slot, snapshot, hangs));
    reconcile();
  }

  private void look(WorkerSlot slot, PoolSnapshot snapshot, HangCheck hangs) {
    long pid = slot.process().pid();
    slot.see(snapshot.worker(pid));
    if (!hangs.look(slot, snapshot) && slot.is(State.CLAIMING) && slot.retiring().isEmpty()) {
      long completed = slot.seen().map(status -> status.completed()).orElse(0L);
      config.recycling().reason(completed, snapshot.rssBytes(pid)).ifPresent(slot::recycle);
    }
  }

  /**
   * Starts workers again after the supervisor had given up.
   *
   * @return whether it had
   */
  boolean resume() {
    return lifecycle.resume();
  }

  /** Asks one to end, and kills it if it is still there after a time. */
  void end(WorkerSlot slot, Duration patience) {
    lifecycle.end(slot, patience);
  }

  /** Asks all to end; there will be no others. */
  void stop() {
    lifecycle.stop();
  }

  /** Kills those that are still there. */
  void kill() {
    lifecycle.kill();
  }

  /** Whether any process is there. */
  boolean isAlive() {
    return places.isAlive();
  }
}
