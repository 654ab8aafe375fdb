package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.SLOT;
import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;

/**
 * A claim up to the reserved slot: a returned task first, then CURSOR, with help for its winner.
 */
final class ClaimSteps implements Steps {
  @Override
  public int choices(World world, int actor) {
    if (world.pc(actor) != Pc.CLAIMER_REST) {
      return 1;
    }
    return (isWorthwhile(world) ? 1 : 0) + (ShutdownSteps.mayLook(world) ? 1 : 0);
  }

  /** A claim that starts while this is false gives nothing; its failing reads are left out. */
  private static boolean isWorthwhile(World world) {
    if (Cursor.isPaused(world.cursor())) {
      return false;
    }
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      if (LeaseWord.is(State.RETURNED, world.lease(slot))) {
        return true;
      }
    }
    return Cursor.sequence(world.cursor()) < world.appended();
  }

  @Override
  public void take(World world, int actor, int choice) {
    switch (world.pc(actor)) {
      case CLAIMER_REST -> {
        if (choice == 0 && isWorthwhile(world)) {
          world.go(actor, Pc.CLAIM_RETURNED);
        } else {
          ShutdownSteps.look(world, actor);
        }
      }
      case CLAIM_RETURNED -> claimReturned(world, actor);
      case CLAIM_RETURNED_ELSEWHERE -> claimElsewhere(world, actor);
      case RECHECK_PAUSE ->
          world.go(actor, Cursor.isPaused(world.cursor()) ? Pc.UNDO_RETURNED : Pc.READ_SEQUENCE);
      case UNDO_RETURNED -> undoReturned(world, actor);
      case READ_SEQUENCE -> {
        world.set(actor, TASK, world.sequence(world.get(actor, SLOT) - 1));
        boolean looks = world.keeps(Rule.REDELIVERY_LOOKS_FOR_CANCELLATION);
        world.go(actor, looks ? CancelSteps.afterTaking(world) : Pc.READ_PAYLOAD);
      }
      case READ_CURSOR -> readCursor(world, actor);
      case READ_APPENDED -> readAppended(world, actor);
      case RESERVE -> reserve(world, actor);
      default -> throw new IllegalStateException("no step of a claim: " + world.pc(actor));
    }
  }

  private static void claimReturned(World world, int actor) {
    int slot = world.get(actor, INDEX);
    int word = world.lease(slot);
    if (!LeaseWord.is(State.RETURNED, word)) {
      boolean last = slot + 1 == world.scenario.slots();
      world.set(actor, INDEX, last ? 0 : slot + 1);
      world.go(actor, last ? Pc.READ_CURSOR : Pc.CLAIM_RETURNED);
    } else if (world.keeps(Rule.RETURNED_IS_LEASED_IN_PLACE)) {
      lease(world, actor, slot, word);
    } else {
      world.setLease(slot, LeaseWord.disowned(State.FREE, word, 1));
      world.set(actor, TASK, world.sequence(slot));
      world.go(actor, Pc.CLAIM_RETURNED_ELSEWHERE);
    }
  }

  private static void claimElsewhere(World world, int actor) {
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      if (LeaseWord.is(State.FREE, world.lease(slot))) {
        world.setSequence(slot, world.get(actor, TASK));
        lease(world, actor, slot, world.lease(slot));
        return;
      }
    }
  }

  static void lease(World world, int actor, int slot, int word) {
    int token =
        LeaseWord.of(
            State.LEASED,
            LeaseWord.attempts(word),
            world.process(actor),
            LeaseWord.generation(word));
    world.setLease(slot, token);
    world.set(actor, SLOT, slot + 1);
    world.set(actor, WORD, token);
    world.set(actor, INDEX, 0);
    IntentSteps.noteClaimed(world, actor);
    boolean rechecks = world.keeps(Rule.RETURNED_CLAIM_RECHECKS_PAUSE) && !isPasser(world, actor);
    world.go(actor, rechecks ? Pc.RECHECK_PAUSE : Pc.READ_SEQUENCE);
  }

  private static void undoReturned(World world, int actor) {
    int word = world.get(actor, WORD);
    boolean unused =
        world.casLease(
            world.get(actor, SLOT) - 1, word, LeaseWord.disowned(State.RETURNED, word, 1));
    world.rest(actor);
  }

  private static void readCursor(World world, int actor) {
    int cursor = world.cursor();
    world.set(actor, SEEN, cursor);
    if (Cursor.isPaused(cursor) && !isPasser(world, actor)) {
      giveUp(world, actor);
    } else if (Cursor.winner(cursor) >= 0 && world.keeps(Rule.HELP_BEFORE_ADVANCING)) {
      world.go(actor, Pc.HELP_READ_WORD);
    } else {
      world.go(actor, Pc.READ_APPENDED);
    }
  }

  private static void readAppended(World world, int actor) {
    int next = Cursor.sequence(world.get(actor, SEEN));
    boolean wanted = !isPasser(world, actor) || world.cancellation() == CancelWord.confirmed(next);
    if (world.appended() <= next || !wanted) {
      giveUp(world, actor);
    } else {
      world.go(actor, world.get(actor, SLOT) == 0 ? Pc.RESERVE : IntentSteps.first(world));
    }
  }

  private static boolean isPasser(World world, int actor) {
    return world.scenario.actor(actor).role() == Role.PASSER;
  }

  private static void giveUp(World world, int actor) {
    if (world.get(actor, SLOT) == 0) {
      world.rest(actor);
    } else {
      world.go(actor, Pc.FREE_RESERVED);
    }
  }

  private static void reserve(World world, int actor) {
    int slot = world.get(actor, INDEX);
    int word = world.lease(slot);
    if (LeaseWord.is(State.FREE, word)) {
      int process = world.process(actor);
      world.setLease(slot, LeaseWord.of(State.RESERVED, 0, process, LeaseWord.generation(word)));
      world.set(actor, SLOT, slot + 1);
      world.set(actor, INDEX, 0);
      if (world.keeps(Rule.READ_CURSOR_AFTER_RESERVING)) {
        world.set(actor, SEEN, 0);
        world.go(actor, Pc.READ_CURSOR);
      } else {
        world.go(actor, IntentSteps.first(world));
      }
    } else if (slot + 1 == world.scenario.slots()) {
      world.rest(actor);
    } else {
      world.set(actor, INDEX, slot + 1);
    }
  }
}
