package io.joinq.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who takes part in an exploration, and its bounds. Built once, then only read. */
@SuppressWarnings("EnumOrdinal") // nothing outlives the exploration
final class Scenario {
  /** How a claimer may end a delivery; it tries all that the scenario allows. */
  enum Ending {
    DONE,
    DONE_WITH_RESULT,
    RETRY,
    RELEASE
  }

  /** What happens from outside, a bounded number of times. */
  enum Fault {
    CRASH,
    STOP,
    REVOCATION,
    RESTART,
    RELEASE
  }

  /**
   * A thread of a modelled process.
   *
   * @param left how many tasks it puts, or how often it reclaims
   */
  record Actor(Role role, int process, int left) {}

  private final String name;
  private final List<Actor> actors = new ArrayList<>();
  private final int[] budgets = new int[Fault.values().length];
  private final List<Boolean> mortal = new ArrayList<>();
  private Set<Ending> endings = EnumSet.of(Ending.DONE);
  private int filled;
  private int slots = 2;
  private int capacity = 2;
  private int maxAttempts = 3;
  private int leastStates;

  private Scenario(String name) {
    this.name = name;
  }

  static Scenario named(String name) {
    return new Scenario(name);
  }

  /** Adds a process with one claimer for each of its threads. */
  Scenario claimers(int threads) {
    int process = newProcess();
    for (int i = 0; i < threads; i++) {
      actors.add(new Actor(Role.CLAIMER, process, 0));
    }
    return this;
  }

  Scenario claimer() {
    return claimers(1);
  }

  Scenario producer(int tasks) {
    return process(Role.PRODUCER, tasks);
  }

  Scenario recoverer() {
    return process(Role.RECOVERER, 0);
  }

  Scenario joiner() {
    return process(Role.JOINER, 0);
  }

  Scenario pauser() {
    return process(Role.PAUSER, 0);
  }

  Scenario canceller() {
    return process(Role.CANCELLER, 0);
  }

  /** A process that shuts the queue down. */
  Scenario closer() {
    return process(Role.CLOSER, 0).immortal();
  }

  /** The part of a keeper that passes cancelled tasks. */
  Scenario passer() {
    return process(Role.PASSER, 0).immortal();
  }

  Scenario reclaimer(int passes) {
    return process(Role.RECLAIMER, passes);
  }

  private Scenario process(Role role, int left) {
    actors.add(new Actor(role, newProcess(), left));
    return this;
  }

  private int newProcess() {
    mortal.add(true);
    return mortal.size() - 1;
  }

  /** The process added last is never crashed or stopped. */
  Scenario immortal() {
    mortal.set(mortal.size() - 1, false);
    return this;
  }

  /** So many tasks are in the queue from the beginning, besides those that are put. */
  Scenario filled(int tasks) {
    filled = tasks;
    return this;
  }

  Scenario slots(int count) {
    slots = count;
    return this;
  }

  Scenario capacity(int count) {
    capacity = count;
    return this;
  }

  Scenario maxAttempts(int count) {
    maxAttempts = count;
    return this;
  }

  Scenario endings(Ending first, Ending... rest) {
    endings = Collections.unmodifiableSet(EnumSet.of(first, rest));
    return this;
  }

  Scenario at(int times, Fault fault) {
    budgets[fault.ordinal()] = times;
    return this;
  }

  /** Fewer states than this say that the model has become trivial. */
  Scenario leastStates(int count) {
    leastStates = count;
    return this;
  }

  List<Actor> actors() {
    return actors;
  }

  Actor actor(int index) {
    return actors.get(index);
  }

  boolean hasCanceller() {
    return has(Role.CANCELLER);
  }

  boolean hasShutdown() {
    return has(Role.CLOSER);
  }

  private boolean has(Role role) {
    return actors.stream().anyMatch(a -> a.role() == role);
  }

  int processes() {
    return mortal.size();
  }

  boolean isMortal(int process) {
    return mortal.get(process);
  }

  int filled() {
    return filled;
  }

  int tasks() {
    return filled
        + actors.stream().filter(a -> a.role() == Role.PRODUCER).mapToInt(Actor::left).sum();
  }

  int slots() {
    return slots;
  }

  int capacity() {
    return capacity;
  }

  int maxAttempts() {
    return maxAttempts;
  }

  Set<Ending> endings() {
    return endings;
  }

  int budget(Fault fault) {
    return budgets[fault.ordinal()];
  }

  int leastStates() {
    return leastStates;
  }

  @Override
  public String toString() {
    return name;
  }
}
