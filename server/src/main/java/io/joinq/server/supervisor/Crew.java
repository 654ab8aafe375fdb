package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import io.joinq.server.supervisor.Supervised.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All places for workers, and what is done to have as many at work as are wanted. Belongs to the
 * supervisor's thread, but for {@link #known} and {@link #hasGivenUp}.
 */
final class Crew {
  /** How long a process may take until it has the queue open. */
  static final Duration START_PATIENCE = Duration.ofSeconds(60);

  /** A drain takes the worker's grace of 4 s, and 3 s more if its handlers heed nothing. */
  static final Duration DRAIN_PATIENCE = Duration.ofSeconds(8);

  private final SupervisorConfig config;
  private final Launcher launcher;
  private final Schedule schedule;
  private final RestartPolicy policy;
  private final Deaths deaths;
  private final CrewEvents events;
  private final Scaling scaling;
  private final Places places = new Places();
  private volatile boolean gaveUp;
  private boolean stopped;

  Crew(
      SupervisorConfig config,
      Launcher launcher,
      Schedule schedule,
      RestartPolicy policy,
      Deaths deaths,
      CrewEvents events) {
    this.config = config;
    this.launcher = launcher;
    this.schedule = schedule;
    this.policy = policy;
    this.deaths = deaths;
    this.events = events;
    this.scaling = new Scaling(config.workers());
  }

  List<Supervised> known() {
    return places.known();
  }

  boolean hasGivenUp() {
    return gaveUp;
  }

  /** Does what has to be done now so that as many are at work as are wanted. */
  void tend() {
    if (stopped) {
      return;
    }
    relieve();
    drainRetiring();
    boolean replacing = places.active().anyMatch(slot -> slot.retiring().isPresent());
    fill(false, scaling.wanted() + (replacing ? 1 : 0));
    if (places.active().allMatch(slot -> slot.is(State.CLAIMING))) {
      // Not before: a spare that starts takes processor time from those that are needed now.
      fill(true, config.spares());
    }
  }

  /** Has spares take the places of those that died; these come back as spares. */
  private void relieve() {
    for (Slot gone : places.active().filter(slot -> !slot.state().hasProcess()).toList()) {
      places
          .readySpare()
          .ifPresent(
              spare -> {
                promote(spare);
                gone.setSpare(true);
              });
    }
  }

  private static void promote(Slot spare) {
    spare.setSpare(false);
    spare.tellToClaim();
  }

  /** Ends those that are to be replaced, as far as enough others claim. */
  private void drainRetiring() {
    long claiming = places.active().filter(slot -> slot.is(State.CLAIMING)).count();
    List<Slot> retiring = places.active().filter(slot -> slot.retiring().isPresent()).toList();
    long tooMany = claiming - scaling.wanted();
    retiring.stream()
        .limit(Math.max(0, tooMany))
        .forEach(slot -> drain(slot, slot.retiring().orElseThrow()));
  }

  private void fill(boolean spare, int need) {
    List<Slot> there = places.that(slot -> slot.counts() && slot.isSpare() == spare).toList();
    for (int i = there.size(); i < need; i++) {
      add(spare);
    }
    there.stream()
        .sorted((one, other) -> Boolean.compare(one.isBusy(), other.isBusy()))
        .limit(Math.max(0, there.size() - need))
        .forEach(slot -> drain(slot, "fewer workers are needed"));
  }

  private void add(boolean spare) {
    Optional<Slot> ready = spare ? Optional.empty() : places.readySpare();
    if (ready.isPresent()) {
      promote(ready.get());
      return;
    }
    Slot slot = places.add(spare);
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
        tend();
      }
    }

    @Override
    public void claims() {
      if (!over && slot.is(State.SPARE)) {
        slot.claims(schedule.nanos());
        events.claims(slot, schedule.nanos());
        tend();
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
          afterDeath(slot, false, Optional.empty());
        }
        default -> died(how);
      }
    }

    private Optional<TaskId> endedAsAsked(String how) {
      Optional<TaskId> task = deaths.ended(slot.process().pid(), slot.ending() + "; " + how);
      events.ended(slot, how, task);
      places.vacate(slot);
      tend();
      return task;
    }

    private void died(String how) {
      long now = schedule.nanos();
      boolean useful = slot.wasUseful(now);
      if (slot.is(State.CLAIMING)) {
        events.lost(slot, now);
      }
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
    slot.become(State.BACKOFF);
    int life = slot.restarts();
    Optional<Duration> delay = count(useful, task);
    if (delay.isEmpty()) {
      slot.become(State.GAVE_UP);
      tend();
      return;
    }
    tend();
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
    Optional<Duration> delay = policy.died(schedule.nanos(), useful, task, scaling.wanted());
    if (delay.isEmpty()) {
      gaveUp = true;
      events.gaveUp(policy.counted(), config.intensity());
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
    tend();
    return true;
  }

  /** Replaces all, one after the other, each once another claims; returns how many. */
  int restartAll() {
    places.that(Slot::isSpare).filter(Slot::counts).forEach(slot -> drain(slot, "rolling restart"));
    List<Slot> old = places.active().filter(slot -> slot.is(State.CLAIMING)).toList();
    old.forEach(slot -> slot.retire("rolling restart"));
    tend();
    return old.size();
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

  /** Looks at all that has been seen of the queue and of the processes. */
  void look(Sight sight, HangCheck hangs) {
    if (stopped) {
      return;
    }
    int before = scaling.wanted();
    if (scaling.look(sight)) {
      events.scaled(before, scaling.wanted());
    }
    places.that(slot -> slot.is(State.CLAIMING)).forEach(slot -> look(slot, sight, hangs));
    tend();
  }

  private void look(Slot slot, Sight sight, HangCheck hangs) {
    long pid = slot.process().pid();
    slot.see(sight.worker(pid));
    if (!hangs.look(slot, sight) && slot.retiring().isEmpty()) {
      long completed = slot.seen().map(status -> status.completed()).orElse(0L);
      config.recycling().reason(completed, sight.rssBytes(pid)).ifPresent(slot::retire);
    }
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

  /** Whether any process is there. */
  boolean isAlive() {
    return places.isAlive();
  }
}
