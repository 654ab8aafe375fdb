package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and ends the processes of the slots and handles their messages and deaths. Confined to the
 * supervisor's thread, except {@link #haveGivenUp} and {@link #haveClaimed}.
 */
final class WorkerLifecycle {
  private static final Logger log = LoggerFactory.getLogger(WorkerLifecycle.class);

  /** How long a process may take until it has the queue open. */
  static final Duration START_PATIENCE = Duration.ofSeconds(60);

  /**
   * A drain takes the worker's grace time of 4 s, and 3 s more if its handlers ignore interruption.
   */
  static final Duration DRAIN_PATIENCE = Duration.ofSeconds(8);

  /** What starts processes, and the listener for them. */
  record Means(
      WorkerLauncher launcher, Scheduler schedule, DeathListener deaths, WorkerPoolEvents events) {}

  /** Decides the number of workers, and reconciles it after a change. */
  interface Need {
    int wanted();

    void reconcile();
  }

  private final WorkerLauncher launcher;
  private final Scheduler schedule;
  private final DeathListener deaths;
  private final WorkerPoolEvents events;
  private final RestartPolicy policy;
  private final WorkerSlots places;
  private final Need need;
  private volatile boolean gaveUp;
  private volatile boolean claimed;
  private boolean stopped;

  WorkerLifecycle(Means means, RestartPolicy policy, WorkerSlots places, Need need) {
    this.launcher = means.launcher();
    this.schedule = means.schedule();
    this.deaths = means.deaths();
    this.events = means.events();
    this.policy = policy;
    this.places = places;
    this.need = need;
  }

  boolean haveGivenUp() {
    return gaveUp;
  }

  boolean haveClaimed() {
    return claimed;
  }

  boolean areStopped() {
    return stopped;
  }

  /** Starts a process for a new place, unless too many have died. */
  void begin(WorkerSlot slot) {
    if (gaveUp) {
      slot.become(State.GAVE_UP);
    } else {
      launch(slot);
    }
  }

  private void launch(WorkerSlot slot) {
    if (stopped) {
      return;
    }
    int restarts = slot.beginStart();
    Life life = new Life(slot);
    try {
      slot.started(launcher.launch(slot.number(), restarts, slot.isSpare(), life));
    } catch (IOException e) {
      notStarted(slot, e.getMessage());
      return;
    } catch (RuntimeException | Error e) {
      // There may be no thread for it, say; the place must not be left without an end to its wait.
      log.error("worker {} cannot be started", slot.number(), e);
      notStarted(slot, e.toString());
      return;
    }
    events.started(slot);
    if (!slot.isSpare()) {
      slot.tellToClaim();
    }
    schedule.after(START_PATIENCE, life::endUnlessOpened);
  }

  private void notStarted(WorkerSlot slot, String why) {
    events.startFailed(slot, "it cannot be started: " + why);
    slot.become(State.BACKOFF);
    afterDeath(slot, false, List.of());
  }

  /** A failure there must not stop what was begun here; the next round reconciles again. */
  private void reconcile() {
    try {
      need.reconcile();
    } catch (RuntimeException | Error e) {
      log.error("cannot reconcile the workers", e);
    }
  }

  /** What one process tells; nothing counts any more once it has ended. */
  private final class Life implements WorkerProcess.Listener {
    private final WorkerSlot slot;
    private boolean over;

    Life(WorkerSlot slot) {
      this.slot = slot;
    }

    @Override
    public void opened() {
      if (!over && slot.is(State.STARTING)) {
        slot.opened();
        if (!slot.isSpare()) {
          slot.tellToClaim();
        }
        reconcile();
      }
    }

    @Override
    public void claims() {
      if (!over && slot.is(State.SPARE)) {
        slot.claims(schedule.nanos());
        claimed = true;
        events.claims(slot, schedule.nanos());
        reconcile();
      }
    }

    @Override
    public void ended(String how) {
      over = true;
      switch (slot.state()) {
        case DRAINING, HUNG -> endedAsAsked(how);
        case STARTING -> {
          deaths.ended(slot.process().pid(), how);
          events.startFailed(slot, how);
          slot.become(State.BACKOFF);
          afterDeath(slot, false, List.of());
        }
        default -> died(how);
      }
    }

    private void endedAsAsked(String how) {
      List<TaskId> left = deaths.ended(slot.process().pid(), slot.ending() + "; " + how);
      List<TaskId> held = slot.withEndingTask(left);
      events.ended(slot, how, held);
      places.vacate(slot);
      if (slot.hasHung() || slot.wasRecycledInVain()) {
        Optional<Duration> unused = count(slot, slot.hasHung(), held);
      }
      reconcile();
    }

    private void died(String how) {
      long now = schedule.nanos();
      boolean useful = slot.wasUseful(now);
      if (slot.is(State.CLAIMING)) {
        events.lost(slot, now);
      }
      slot.become(State.BACKOFF);
      // Promote a spare first: reading the queue and reporting take a while.
      reconcile();
      List<TaskId> held = deaths.ended(slot.process().pid(), how);
      events.died(slot, how, held);
      afterDeath(slot, useful, held);
    }

    void endUnlessOpened() {
      if (!over && slot.is(State.STARTING)) {
        slot.process().kill();
      }
    }
  }

  private void afterDeath(WorkerSlot slot, boolean useful, List<TaskId> held) {
    int life = slot.restarts();
    Optional<Duration> delay = count(slot, useful, held);
    if (delay.isEmpty()) {
      slot.become(State.GAVE_UP);
      reconcile();
      return;
    }
    reconcile();
    if (delay.get().isZero()) {
      launchAgain(slot, life);
    } else {
      schedule.after(delay.get(), () -> launchAgain(slot, life));
    }
  }

  /** Unless its state has changed meanwhile. */
  private void launchAgain(WorkerSlot slot, int life) {
    if (slot.is(State.BACKOFF) && slot.restarts() == life) {
      launch(slot);
    }
  }

  /** Counts a death; empty if no worker is started any more. */
  private Optional<Duration> count(WorkerSlot slot, boolean useful, List<TaskId> held) {
    if (gaveUp) {
      return Optional.empty();
    }
    Optional<Duration> delay = policy.died(schedule.nanos(), useful, held, need.wanted());
    if (delay.isEmpty()) {
      giveUp(
          "%d deaths of workers within %d ms"
              .formatted(policy.counted(), policy.intensity().restartWindow().toMillis()));
    } else if (slot.fruitlessStarts() > policy.intensity().maxRestarts()) {
      // However slowly they fail: starts that hang never fall into one window.
      giveUp(
          "%d starts of worker %d in a row without a claim"
              .formatted(slot.fruitlessStarts(), slot.number()));
      return Optional.empty();
    }
    return delay;
  }

  private void giveUp(String why) {
    gaveUp = true;
    claimed = false;
    events.gaveUp(policy.counted(), why, policy.intensity());
    places.that(slot -> slot.is(State.BACKOFF)).forEach(slot -> slot.become(State.GAVE_UP));
  }

  /**
   * Starts workers again after the supervisor had given up.
   *
   * @return whether it had
   */
  boolean resume() {
    if (!gaveUp || stopped) {
      return false;
    }
    gaveUp = false;
    policy.begin();
    places.that(slot -> true).forEach(WorkerSlot::forgetStarts);
    events.resumed();
    places.that(slot -> slot.is(State.GAVE_UP)).forEach(this::launch);
    reconcile();
    return true;
  }

  /** Asks one to end; another takes its place if it is needed. */
  void drain(WorkerSlot slot, String reason) {
    if (!slot.state().hasProcess()) {
      places.vacate(slot);
      return;
    }
    slot.setEnding(reason);
    events.drains(slot, reason);
    if (slot.isRecycled()) {
      // It has time: whatever its handlers do, the worker itself holds them to theirs.
      slot.become(State.DRAINING);
      slot.process().finish();
    } else {
      end(slot, DRAIN_PATIENCE);
    }
  }

  /** Asks one to end, and kills it if it is still there after a time. */
  void end(WorkerSlot slot, Duration patience) {
    slot.become(State.DRAINING);
    WorkerProcess process = slot.process();
    process.terminate();
    // Harmless once it has ended: the handle of a process knows that its pid is another's.
    schedule.after(patience, process::kill);
  }

  /** Asks all to end; there will be no others. */
  void stop() {
    stopped = true;
    for (WorkerSlot slot : places.that(slot -> true).toList()) {
      if (slot.counts() && slot.state().hasProcess()) {
        slot.setEnding("the server stops");
        slot.become(State.DRAINING);
      }
      if (slot.state().hasProcess()) {
        slot.process().terminate();
      }
    }
  }

  /** Kills those that are still there. */
  void kill() {
    places.that(slot -> slot.state().hasProcess()).forEach(slot -> slot.process().kill());
  }
}
