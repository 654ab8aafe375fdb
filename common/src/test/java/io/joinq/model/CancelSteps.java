package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.LEFT;
import static io.joinq.model.Register.SLOT;
import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;

/** A cancellation, and the look of whoever has taken a task at whether it is cancelled. */
final class CancelSteps implements Steps {
  @Override
  public int choices(World world, int actor) {
    if (world.pc(actor) != Pc.CANCELLER_REST) {
      return 1;
    }
    return world.cancellation() == CancelWord.FREE ? world.appended() : 0;
  }

  @Override
  public void take(World world, int actor, int choice) {
    int task = world.get(actor, TASK);
    switch (world.pc(actor)) {
      case CANCELLER_REST -> begin(world, actor, choice);
      case CANCEL_ANNOUNCE -> {
        world.raiseCancelledBelow(task + 1);
        boolean early = world.keeps(Rule.CANCEL_ANNOUNCES_BEFORE_IT_LOOKS);
        world.go(actor, early ? Pc.CANCEL_LOOK : Pc.CANCEL_CONFIRM);
      }
      case CANCEL_LOOK ->
          looked(world, actor, Cursor.sequence(world.cursor()) <= task, Pc.CANCEL_LOOK_AT_SLOT);
      case CANCEL_LOOK_AT_SLOT -> lookAtSlot(world, actor, world.get(actor, INDEX), task);
      case CANCEL_CONFIRM -> confirm(world, actor, task);
      case CANCEL_WITHDRAW -> {
        boolean unused = world.casCancellation(CancelWord.pending(task), CancelWord.FREE);
        answer(world, actor, task, false);
      }
      case TAKEN_READ_BELOW -> {
        boolean below = task < world.cancelledBelow();
        world.go(actor, below ? Pc.TAKEN_READ_ENTRY : Pc.READ_PAYLOAD);
      }
      case TAKEN_READ_ENTRY ->
          world.go(actor, mustEnd(world, task) ? Pc.END_CANCELLED : Pc.READ_PAYLOAD);
      case END_CANCELLED -> {
        TaskFacts.stage(world, actor, world.get(actor, SLOT) - 1, world.get(actor, WORD));
        world.go(actor, Pc.ACCEPT_RESULT);
      }
      default -> throw new IllegalStateException("no step of a cancellation: " + world.pc(actor));
    }
  }

  private static void begin(World world, int actor, int task) {
    world.set(actor, TASK, task);
    world.set(actor, LEFT, 0);
    if (world.keeps(Rule.CANCEL_PUBLISHES_BEFORE_IT_LOOKS)) {
      boolean unused = world.casCancellation(CancelWord.FREE, CancelWord.pending(task));
    }
    boolean announces = world.keeps(Rule.CANCEL_ANNOUNCES_BEFORE_IT_LOOKS);
    world.go(actor, announces ? Pc.CANCEL_ANNOUNCE : Pc.CANCEL_LOOK);
  }

  private static void looked(World world, int actor, boolean waits, Pc otherwise) {
    boolean announced = world.keeps(Rule.CANCEL_ANNOUNCES_BEFORE_IT_LOOKS);
    world.go(actor, waits ? announced ? Pc.CANCEL_CONFIRM : Pc.CANCEL_ANNOUNCE : otherwise);
  }

  private static void lookAtSlot(World world, int actor, int slot, int task) {
    boolean returned = LeaseWord.is(State.RETURNED, world.lease(slot));
    boolean last = slot + 1 == world.scenario.slots();
    boolean waits = returned && world.sequence(slot) == task;
    world.set(actor, INDEX, last || waits ? 0 : slot + 1);
    looked(world, actor, waits, last ? Pc.CANCEL_WITHDRAW : Pc.CANCEL_LOOK_AT_SLOT);
  }

  private static void confirm(World world, int actor, int task) {
    int expected =
        world.keeps(Rule.CANCEL_PUBLISHES_BEFORE_IT_LOOKS)
            ? CancelWord.pending(task)
            : CancelWord.FREE;
    boolean confirmed = world.casCancellation(expected, CancelWord.confirmed(task));
    answer(world, actor, task, confirmed);
  }

  /** What cancel returns; an entry that somebody honoured instead says yes as well. */
  private static void answer(World world, int actor, int task, boolean confirmed) {
    boolean honoured =
        !world.keeps(Rule.UNDECIDED_CANCELLATION_IS_NOT_HONOURED)
            && world.cancellation() == CancelWord.confirmed(task);
    if (confirmed || honoured) {
      TaskFacts.cancel(world, task);
    }
    world.restAt(actor, Pc.OVER);
  }

  /** Where a claimer goes on who has a lease in hand. */
  static Pc afterTaking(World world) {
    return world.scenario.hasCanceller() ? Pc.TAKEN_READ_BELOW : Pc.READ_PAYLOAD;
  }

  /** Whether whoever takes this task must end it; refuses a cancellation that is undecided. */
  static boolean mustEnd(World world, int task) {
    int word = world.cancellation();
    if (word == CancelWord.pending(task)) {
      if (!world.keeps(Rule.UNDECIDED_CANCELLATION_IS_NOT_HONOURED)) {
        return world.casCancellation(word, CancelWord.confirmed(task));
      }
      if (world.keeps(Rule.UNDECIDED_CANCELLATION_IS_REFUSED)) {
        boolean unused = world.casCancellation(word, CancelWord.FREE);
      }
    }
    return word == CancelWord.confirmed(task);
  }
}
