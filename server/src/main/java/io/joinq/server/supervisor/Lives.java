package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import io.joinq.server.supervisor.Supervised.State;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The processes of the places: how they are started and ended, and what becomes of a place when its
 * process tells something or ends. Belongs to the supervisor's thread, but for {@link
 * #haveGivenUp}.
 */
final class Lives {
  /** How long a process may take until it has the queue open. */
  static final Duration START_PATIENCE = Duration.ofSeconds(60);

  /** A drain takes the worker's grace of 4 s, and 3 s more if its handlers heed nothing. */
  static final Duration DRAIN_PATIENCE = Duration.ofSeconds(8);

  /** What processes are started with, and who is told of them. */
  record Means(Launcher launcher, Schedule schedule, Deaths deaths, CrewEvents events) {}

  /** Whoever decides how many there are to be, and sees to it when something has changed. */
  interface Need {
    int wanted();

    void tend();
  }

  private final Launcher launcher;
  private final Schedule schedule;
  private final Deaths deaths;
  private final CrewEvents events;
  private final RestartPolicy policy;
  private final Places places;
  private final Need need;
  private volatile boolean gaveUp;
  private boolean stopped;

  Lives(Means means, RestartPolicy policy, Places places, Need need) {
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

  boolean areStopped() {
    return stopped;
  }

  /** Starts a process for a new place, unless too many have died. */
  void begin(Slot slot) {
    if (gaveUp) {
      slot.become(State.GAVE_UP);
    } else {
      launch(slot);
    }
  }

  private void launch(Slot slot) {
    if (stopped) {
      return;
    }
    int restarts = slot.beginStart();
    Life life = new Life(slot);
    try {
      slot.started(launcher.launch(slot.number(), restarts, slot.isSpare(), life));
    } catch (IOException e) {
      events.startFailed(slot, "it cannot be started: " + e.getMessage());
      slot.become(State.BACKOFF);
      afterDeath(slot, false, Optional.empty());
      return;
    }
    events.started(slot);
    if (!slot.isSpare()) {
      slot.tellToClaim();
    }
    schedule.after(START_PATIENCE, life::endUnlessOpened);
  }

  /** What one process tells; nothing counts any more once it has ended. */
  private final class Life implements WorkerProcess.Listener {
    private final Slot slot;
    private boolean over;

    Life(Slot slot) {
      this.slot = slot;
    }

    @Override
    public void opened() {
      if (!over && slot.is(State.STARTING)) {
        slot.become(State.SPARE);
        if (!slot.isSpare()) {
          slot.tellToClaim();
        }
        need.tend();
      }
    }

    @Override
    public void claims() {
      if (!over && slot.is(State.SPARE)) {
        slot.claims(schedule.nanos());
        events.claims(slot, schedule.nanos());
        need.tend();
      }
    }

    @Override
    public void ended(String how) {
      over = true;
      switch (slot.state()) {
        case DRAINING -> endedAsAsked(how);
        case HUNG -> {
          Optional<TaskId> task = endedAsAsked(how);
          count(true, task);
        }
        case STARTING -> {
          deaths.ended(slot.process().pid(), how);
          events.startFailed(slot, how);
          slot.become(State.BACKOFF);
          afterDeath(slot, false, Optional.empty());
        }
        default -> died(how);
      }
    }

    private Optional<TaskId> endedAsAsked(String how) {
      Optional<TaskId> task = deaths.ended(slot.process().pid(), slot.ending() + "; " + how);
      events.ended(slot, how, task);
      places.vacate(slot);
      need.tend();
      return task;
    }

    private void died(String how) {
      long now = schedule.nanos();
      boolean useful = slot.wasUseful(now);
      if (slot.is(State.CLAIMING)) {
        events.lost(slot, now);
      }
      slot.become(State.BACKOFF);
      // First of all a spare has its place: to ask the queue and to tell of it takes a while.
      need.tend();
      Optional<TaskId> task = deaths.ended(slot.process().pid(), how);
      events.died(slot, how, task);
      afterDeath(slot, useful, task);
    }

    void endUnlessOpened() {
      if (!over && slot.is(State.STARTING)) {
        slot.process().kill();
      }
    }
  }

  private void afterDeath(Slot slot, boolean useful, Optional<TaskId> task) {
    int life = slot.restarts();
    Optional<Duration> delay = count(useful, task);
    if (delay.isEmpty()) {
      slot.become(State.GAVE_UP);
      need.tend();
      return;
    }
    need.tend();
    if (delay.get().isZero()) {
      launchAgain(slot, life);
    } else {
      schedule.after(delay.get(), () -> launchAgain(slot, life));
    }
  }

  /** Unless something else has become of it meanwhile. */
  private void launchAgain(Slot slot, int life) {
    if (slot.is(State.BACKOFF) && slot.restarts() == life) {
      launch(slot);
    }
  }

  /** Counts a death; empty if no worker is started any more. */
  private Optional<Duration> count(boolean useful, Optional<TaskId> task) {
    if (gaveUp) {
      return Optional.empty();
    }
    Optional<Duration> delay = policy.died(schedule.nanos(), useful, task, need.wanted());
    if (delay.isEmpty()) {
      gaveUp = true;
      events.gaveUp(policy.counted(), policy.intensity());
      places.that(slot -> slot.is(State.BACKOFF)).forEach(slot -> slot.become(State.GAVE_UP));
    }
    return delay;
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
    events.resumed();
    places.that(slot -> slot.is(State.GAVE_UP)).forEach(this::launch);
    need.tend();
    return true;
  }

  /** Asks one to end; another takes its place if it is needed. */
  void drain(Slot slot, String reason) {
    if (!slot.state().hasProcess()) {
      places.vacate(slot);
      return;
    }
    slot.setEnding(reason);
    events.drains(slot, reason);
    end(slot, DRAIN_PATIENCE);
  }

  /** Asks one to end, and kills it if it is still there after a time. */
  void end(Slot slot, Duration patience) {
    slot.become(State.DRAINING);
    WorkerProcess process = slot.process();
    process.terminate();
    // Harmless once it has ended: the handle of a process knows that its pid is another's.
    schedule.after(patience, process::kill);
  }

  /** Asks all to end; there will be no others. */
  void stop() {
    stopped = true;
    for (Slot slot : places.that(slot -> true).toList()) {
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
