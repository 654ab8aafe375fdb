package io.joinq.server.supervisor;

import io.joinq.server.supervisor.Supervised.State;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All places for workers, and how many of them are to claim, to wait as spares, or to be replaced.
 * Belongs to the supervisor's thread, but for {@link #known} and {@link #hasGivenUp}.
 */
final class Crew implements Lives.Need {
  private final SupervisorConfig config;
  private final CrewEvents events;
  private final Scaling scaling;
  private final Places places = new Places();
  private final Lives lives;

  Crew(SupervisorConfig config, Lives.Means means, RestartPolicy policy) {
    this.config = config;
    this.events = means.events();
    this.scaling = new Scaling(config.workers());
    this.lives = new Lives(means, policy, places, this);
  }

  List<Supervised> known() {
    return places.known();
  }

  boolean hasGivenUp() {
    return lives.haveGivenUp();
  }

  @Override
  public int wanted() {
    return scaling.wanted();
  }

  /** Does what has to be done now so that as many are at work as are wanted. */
  @Override
  public void tend() {
    if (lives.areStopped()) {
      return;
    }
    relieve();
    drainRetiring();
    boolean replacing = places.active().anyMatch(slot -> slot.retiring().isPresent());
    fill(false, scaling.wanted() + (replacing ? 1 : 0));
    if (places.active().allMatch(slot -> slot.is(State.CLAIMING))) {
      events.noneIsMissing();
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
        .forEach(slot -> lives.drain(slot, slot.retiring().orElseThrow()));
  }

  private void fill(boolean spare, int need) {
    List<Slot> there = places.that(slot -> slot.counts() && slot.isSpare() == spare).toList();
    for (int i = there.size(); i < need; i++) {
      add(spare);
    }
    there.stream()
        .sorted(Comparator.comparingInt(Slot::worth))
        .limit(Math.max(0, there.size() - need))
        .forEach(slot -> lives.drain(slot, "fewer workers are needed"));
  }

  private void add(boolean spare) {
    Optional<Slot> ready = spare ? Optional.empty() : places.readySpare();
    if (ready.isPresent()) {
      promote(ready.get());
      return;
    }
    lives.begin(places.add(spare));
  }

  /** Replaces all, one after the other, each once another claims; returns how many. */
  int restartAll() {
    places
        .that(Slot::isSpare)
        .filter(Slot::counts)
        .forEach(slot -> lives.drain(slot, "rolling restart"));
    List<Slot> old = places.active().filter(slot -> slot.is(State.CLAIMING)).toList();
    old.forEach(slot -> slot.retire("rolling restart"));
    tend();
    return old.size();
  }

  /** Looks at all that has been seen of the queue and of the processes. */
  void look(Sight sight, HangCheck hangs) {
    if (lives.areStopped()) {
      return;
    }
    int before = scaling.wanted();
    scaling.look(sight).ifPresent(why -> events.scaled(before, scaling.wanted(), why));
    places
        .that(Slot::counts)
        .filter(slot -> slot.state().hasProcess())
        .forEach(slot -> look(slot, sight, hangs));
    tend();
  }

  private void look(Slot slot, Sight sight, HangCheck hangs) {
    long pid = slot.process().pid();
    slot.see(sight.worker(pid));
    if (!hangs.look(slot, sight) && slot.is(State.CLAIMING) && slot.retiring().isEmpty()) {
      long completed = slot.seen().map(status -> status.completed()).orElse(0L);
      config.recycling().reason(completed, sight.rssBytes(pid)).ifPresent(slot::recycle);
    }
  }

  /**
   * Starts workers again after the supervisor had given up.
   *
   * @return whether it had
   */
  boolean resume() {
    return lives.resume();
  }

  /** Asks one to end, and kills it if it is still there after a time. */
  void end(Slot slot, Duration patience) {
    lives.end(slot, patience);
  }

  /** Asks all to end; there will be no others. */
  void stop() {
    lives.stop();
  }

  /** Kills those that are still there. */
  void kill() {
    lives.kill();
  }

  /** Whether any process is there. */
  boolean isAlive() {
    return places.isAlive();
  }
}
