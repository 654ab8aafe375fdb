package io.joinq.server.supervisor;

import io.joinq.queue.WorkerStatus;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All worker slots. Changed by the supervisor's thread, read by any. */
final class WorkerSlots {
  private final List<WorkerSlot> slots = new CopyOnWriteArrayList<>();
  // Numbers of workers that others have started.
  private Set<Integer> foreign = Set.of();

  /** A new one, with the lowest number that is free here and in the queue. */
  WorkerSlot add(boolean spare) {
    WorkerSlot slot = new WorkerSlot(freeNumber(), spare);
    slots.add(slot);
    return slot;
  }

  private int freeNumber() {
    return IntStream.iterate(1, n -> n + 1)
        .filter(n -> !foreign.contains(n) && slots.stream().noneMatch(s -> s.number() == n))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Reconciles the numbers with those that the queue gave: another server may have chosen the same
   * ones, and workers started by hand take what is free.
   */
  void renumber(List<WorkerStatus> listed) {
    Map<Long, WorkerSlot> ours = new HashMap<>();
    slots.stream()
        .filter(slot -> slot.state().hasProcess())
        .forEach(slot -> ours.put(slot.process().pid(), slot));
    foreign =
        listed.stream()
            .filter(worker -> !ours.containsKey(worker.pid()))
            .map(WorkerStatus::worker)
            .collect(Collectors.toSet());
    listed.stream()
        .filter(worker -> ours.containsKey(worker.pid()))
        .forEach(worker -> give(worker.worker(), ours.get(worker.pid())));
  }

  private void give(int number, WorkerSlot slot) {
    int before = slot.number();
    if (before != number) {
      that(other -> other.number() == number).forEach(other -> other.renumber(before));
      slot.renumber(number);
    }
  }

  /** Gives up a place whose process is gone. */
  void vacate(WorkerSlot slot) {
    slot.become(State.VACANT);
    slots.remove(slot);
  }

  /** Those that are as it says; may be changed while it is read. */
  Stream<WorkerSlot> that(Predicate<WorkerSlot> are) {
    return slots.stream().filter(are);
  }

  /** Those that count, and are not to wait. */
  Stream<WorkerSlot> active() {
    return that(slot -> slot.counts() && !slot.isSpare());
  }

  Optional<WorkerSlot> readySpare() {
    return that(slot -> slot.is(State.SPARE) && slot.isSpare() && !slot.isStopped()).findFirst();
  }

  List<SupervisedWorker> known() {
    return slots.stream().map(WorkerSlot::known).toList();
  }

  /**
   * Whether a worker takes tasks or will; before the first is there, one is about to be started.
   * Any thread.
   */
  boolean expectConsumer(boolean gaveUp, LongPredicate isStopped) {
    return slots.isEmpty() || slots.stream().anyMatch(slot -> slot.isExpected(gaveUp, isStopped));
  }

  /** Whether any has a process. */
  boolean isAlive() {
    return known().stream().anyMatch(worker -> worker.state().hasProcess());
  }
}
