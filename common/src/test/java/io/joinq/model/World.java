package io.joinq.model;

import io.joinq.model.LeaseWord.State;
import io.joinq.model.Scenario.Fault;
import java.util.Set;

/**
 * One state of everything: what the processes share, what each remembers, who is alive, which
 * faults may still happen, and ghost facts for the properties. Steps change it in place; the
 * exploration copies its cells.
 *
 * <pre>
 * header    PUTLOCK, APPENDED, length of the log, CURSOR, DELETED_BELOW, faults left, PAUSE_IN_EFFECT,
 *           CANCELLATION, CANCELLED_BELOW, SHUTDOWN with the ghost "a take has ended"
 * tasks     {@value #TASK_CELLS} each: facts, accepted result, published result
 * slots     {@value #SLOT_CELLS} each: A, SEQ with the ghost "won"
 * processes 1 each: condition, incarnation, whether its entry is in use, whether it has its byte
 * actors    {@link Register#CELLS} each
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // nothing outlives the exploration
final class World {
  private static final int PUT_LOCK = 0;
  private static final int APPENDED = 1;
  private static final int LOG = 2;
  private static final int CURSOR = 3;
  private static final int DELETED_BELOW = 4;
  private static final int FAULTS = 5;
  private static final int PAUSE_IN_EFFECT = 6;
  private static final int CANCELLATION = 7;
  private static final int CANCELLED_BELOW = 8;
  private static final int SHUTDOWN = 9;
  private static final int TASKS = 10;
  private static final int TASK_CELLS = 3;
  private static final int SLOT_CELLS = 2;
  private static final int WON = 16;
  private static final int IN_USE = 1 << 6;
  private static final int BYTE = 1 << 7;
  final Scenario scenario;
  private final Set<Rule> removed;
  private final int slotBase;
  private final int processBase;
  private final int actorBase;
  private char[] cells;
  private String violation;

  World(Scenario scenario, Set<Rule> removed) {
    this.scenario = scenario;
    this.removed = removed;
    slotBase = TASKS + scenario.tasks() * TASK_CELLS;
    processBase = slotBase + scenario.slots() * SLOT_CELLS;
    actorBase = processBase + scenario.processes();
    cells = new char[actorBase + scenario.actors().size() * Register.CELLS];
    for (Fault fault : Fault.values()) {
      cells[FAULTS] |= (char) (scenario.budget(fault) << (2 * fault.ordinal()));
    }
    for (int task = 0; task < scenario.filled(); task++) {
      noteTask(task, Fact.RETURNED_TO_PRODUCER);
    }
    cells[LOG] = (char) scenario.filled();
    cells[APPENDED] = (char) scenario.filled();
    for (int process = 0; process < scenario.processes(); process++) {
      takeByte(process);
      list(process, 1);
    }
    for (int actor = 0; actor < scenario.actors().size(); actor++) {
      set(actor, Register.LEFT, scenario.actor(actor).left());
      rest(actor);
    }
  }

  int size() {
    return cells.length;
  }

  char[] cells() {
    return cells;
  }

  /** Becomes the state with these cells, which now belong to this world. */
  void become(char[] newCells) {
    cells = newCells;
    violation = null;
  }

  boolean keeps(Rule rule) {
    return !removed.contains(rule);
  }

  /** Notes that a property does not hold; the first one counts. */
  void violate(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  String violation() {
    return violation;
  }

  int putLock() {
    return cells[PUT_LOCK];
  }

  void setPutLock(int word) {
    cells[PUT_LOCK] = (char) word;
  }

  boolean casPutLock(int expected, int update) {
    if (cells[PUT_LOCK] != expected) {
      return false;
    }
    cells[PUT_LOCK] = (char) update;
    return true;
  }

  int appended() {
    return cells[APPENDED];
  }

  void setAppended(int count) {
    if (count < cells[APPENDED]) {
      violate("APPENDED went back from " + appended() + " to " + count);
    }
    cells[APPENDED] = (char) count;
  }

  int log() {
    return cells[LOG];
  }

  void setLog(int count) {
    cells[LOG] = (char) count;
  }

  int cursor() {
    return cells[CURSOR];
  }

  void setCursor(int cursor) {
    cells[CURSOR] = (char) cursor;
  }

  int deletedBelow() {
    return cells[DELETED_BELOW];
  }

  void setDeletedBelow(int sequence) {
    cells[DELETED_BELOW] = (char) sequence;
  }

  int cancellation() {
    return cells[CANCELLATION];
  }

  boolean casCancellation(int expected, int update) {
    boolean same = cells[CANCELLATION] == expected;
    cells[CANCELLATION] = same ? (char) update : cells[CANCELLATION];
    return same;
  }

  int cancelledBelow() {
    return cells[CANCELLED_BELOW];
  }

  void raiseCancelledBelow(int sequence) {
    cells[CANCELLED_BELOW] = (char) Math.max(cells[CANCELLED_BELOW], sequence);
  }

  int lease(int slot) {
    return cells[slotBase + slot * SLOT_CELLS];
  }

  void setLease(int slot, int word) {
    cells[slotBase + slot * SLOT_CELLS] = (char) word;
    if (!LeaseWord.is(State.INTENT, word) && !LeaseWord.is(State.RESERVED, word)) {
      cells[slotBase + slot * SLOT_CELLS + 1] &= (char) ~WON;
    }
  }

  boolean casLease(int slot, int expected, int update) {
    if (lease(slot) != expected) {
      return false;
    }
    setLease(slot, update);
    return true;
  }

  int sequence(int slot) {
    return cells[slotBase + slot * SLOT_CELLS + 1] & (WON - 1);
  }

  void setSequence(int slot, int sequence) {
    int cell = slotBase + slot * SLOT_CELLS + 1;
    cells[cell] = (char) ((cells[cell] & WON) | sequence);
  }

  /** Ghost: whether the intent in this slot has advanced CURSOR. */
  boolean hasWon(int slot) {
    return (cells[slotBase + slot * SLOT_CELLS + 1] & WON) != 0;
  }

  void noteWon(int slot) {
    cells[slotBase + slot * SLOT_CELLS + 1] |= (char) WON;
  }

  // Ghost facts about tasks, and the result files.

  boolean isTask(int sequence, Fact fact) {
    return (cells[TASKS + sequence * TASK_CELLS] & (1 << fact.ordinal())) != 0;
  }

  void noteTask(int sequence, Fact fact) {
    cells[TASKS + sequence * TASK_CELLS] |= (char) (1 << fact.ordinal());
  }

  /** What the next delivery must have at least; 0 before the first, and after the end. */
  int leastGeneration(int sequence) {
    return cells[TASKS + sequence * TASK_CELLS] >> 8;
  }

  void setLeastGeneration(int sequence, int generation) {
    int cell = TASKS + sequence * TASK_CELLS;
    cells[cell] = (char) ((cells[cell] & 255) | (generation << 8));
  }

  int acceptedResult(int sequence) {
    return cells[TASKS + sequence * TASK_CELLS + 1];
  }

  void setAcceptedResult(int sequence, int name) {
    cells[TASKS + sequence * TASK_CELLS + 1] = (char) name;
  }

  int publishedResult(int sequence) {
    return cells[TASKS + sequence * TASK_CELLS + 2];
  }

  void setPublishedResult(int sequence, int name) {
    cells[TASKS + sequence * TASK_CELLS + 2] = (char) name;
  }

  boolean isPauseInEffect() {
    return cells[PAUSE_IN_EFFECT] != 0;
  }

  void setPauseInEffect(boolean inEffect) {
    cells[PAUSE_IN_EFFECT] = (char) (inEffect ? 1 : 0);
  }

  boolean isShutDown() {
    return cells[SHUTDOWN] != 0;
  }

  void shutDown() {
    cells[SHUTDOWN] = 1;
  }

  /** Ghost: whether a take has found that nothing is left and nothing can come. */
  boolean hasTakeEnded() {
    return cells[SHUTDOWN] == 2;
  }

  void noteTakeEnded() {
    cells[SHUTDOWN] = 2;
  }

  // Faults that may still happen.
  boolean mayHappen(Fault fault) {
    return ((cells[FAULTS] >> (2 * fault.ordinal())) & 3) != 0;
  }

  void happened(Fault fault) {
    cells[FAULTS] -= (char) (1 << (2 * fault.ordinal()));
  }

  // Processes: bits 0-1 condition, 2-5 incarnation, 6 entry in use, 7 byte held.
  Condition condition(int process) {
    return Condition.of(cells[processBase + process] & 3);
  }

  int incarnation(int process) {
    return (cells[processBase + process] >> 2) & 15;
  }

  /** The incarnation that the process table lists, 0 if none: it is reaped. */
  int user(int process) {
    return (cells[processBase + process] & IN_USE) == 0 ? 0 : incarnation(process);
  }

  void list(int process, int incarnation) {
    int rest = cells[processBase + process] & ~(15 << 2);
    cells[processBase + process] = (char) (rest | (incarnation << 2) | IN_USE);
  }

  void unlist(int process) {
    cells[processBase + process] = (char) (cells[processBase + process] & ~IN_USE);
  }

  /** Whether the kernel has a lock on this process's byte. */
  boolean holdsByte(int process) {
    return (cells[processBase + process] & BYTE) != 0;
  }

  void takeByte(int process) {
    cells[processBase + process] = (char) (cells[processBase + process] | BYTE);
  }

  /** Of the dead, the kernel drops the lock. */
  void setCondition(int process, Condition condition) {
    int rest = cells[processBase + process] & ~(condition == Condition.DEAD ? 3 | BYTE : 3);
    cells[processBase + process] = (char) (rest | condition.ordinal());
  }

  int get(int actor, Register register) {
    return register.get(cells, actorBase + actor * Register.CELLS);
  }

  void set(int actor, Register register, int value) {
    register.set(cells, actorBase + actor * Register.CELLS, value);
  }

  Pc pc(int actor) {
    return Pc.of(get(actor, Register.PC));
  }

  void go(int actor, Pc next) {
    set(actor, Register.PC, next.ordinal());
  }

  int process(int actor) {
    return scenario.actor(actor).process();
  }

  /** Forgets everything and goes to where the role rests. */
  void rest(int actor) {
    restAt(actor, scenario.actor(actor).role().rest());
  }

  void restAt(int actor, Pc pc) {
    set(actor, Register.NOTES, 0);
    set(actor, Register.SEEN, 0);
    set(actor, Register.SLOT, 0);
    set(actor, Register.INDEX, 0);
    set(actor, Register.VICTIM, 0);
    set(actor, Register.TASK, 0);
    set(actor, Register.WORD, 0);
    go(actor, pc);
  }
}
