package io.joinq.model;

import static io.joinq.model.Register.NOTES;
import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.SLOT;
import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;

/** A claim from the reserved slot to the lease in hand. */
final class IntentSteps implements Steps {
  @Override
  public void take(World world, int actor, int choice) {
    int slot = world.get(actor, SLOT) - 1;
    int word = world.get(actor, WORD);
    switch (world.pc(actor)) {
      case WRITE_SEQUENCE -> {
        int sequence = Cursor.sequence(world.get(actor, SEEN));
        world.setSequence(slot, sequence);
        world.set(actor, TASK, sequence);
        boolean publish =
            world.keeps(Rule.SEQUENCE_BEFORE_INTENT) && world.keeps(Rule.INTENT_BEFORE_CURSOR);
        world.go(actor, publish ? Pc.PUBLISH_INTENT : Pc.ADVANCE_CURSOR);
      }
      case PUBLISH_INTENT -> publish(world, actor, slot);
      case ADVANCE_CURSOR -> advance(world, actor, slot);
      case WITHDRAW -> withdraw(world, actor, slot, word);
      case LEASE -> {
        int token = LeaseWord.to(State.LEASED, word, 0);
        boolean unused = world.casLease(slot, word, token);
        world.set(actor, WORD, token);
        world.set(actor, SEEN, 0);
        world.go(actor, CancelSteps.afterTaking(world));
      }
      case READ_PAYLOAD -> readPayload(world, actor);
      case CHECK_TOKEN -> {
        if (world.lease(slot) == word) {
          give(world, actor);
        } else {
          world.rest(actor);
        }
      }
      case FREE_RESERVED -> {
        int current = world.lease(slot);
        if (LeaseWord.isOwned(State.RESERVED, world.process(actor), current)) {
          world.setLease(slot, TaskFacts.freed(world, current));
        }
        world.rest(actor);
      }
      default -> throw new IllegalStateException("no step of an intent: " + world.pc(actor));
    }
  }

  static Pc first(World world) {
    return world.keeps(Rule.SEQUENCE_BEFORE_INTENT) ? Pc.WRITE_SEQUENCE : Pc.PUBLISH_INTENT;
  }

  /** Ghost: remembers whether this claim was made while a pause was in effect. */
  static void noteClaimed(World world, int actor) {
    if (world.isPauseInEffect()) {
      world.set(actor, NOTES, Register.NOTE_CLAIMED_IN_PAUSE);
    }
  }

  private static void publish(World world, int actor, int slot) {
    int current = world.lease(slot);
    if (!LeaseWord.isOwned(State.RESERVED, world.process(actor), current)) {
      world.rest(actor);
      return;
    }
    world.setLease(slot, LeaseWord.to(State.INTENT, current, 0));
    world.set(actor, WORD, world.lease(slot));
    if (!world.keeps(Rule.SEQUENCE_BEFORE_INTENT)) {
      world.go(actor, Pc.WRITE_SEQUENCE);
    } else {
      world.go(actor, world.keeps(Rule.INTENT_BEFORE_CURSOR) ? Pc.ADVANCE_CURSOR : Pc.LEASE);
    }
  }

  private static void advance(World world, int actor, int slot) {
    int seen = world.get(actor, SEEN);
    int cursor = world.cursor();
    boolean unchanged =
        world.keeps(Rule.ADVANCE_SEES_PAUSE)
            ? cursor == seen
            : Cursor.resumed(cursor) == Cursor.resumed(seen);
    boolean intentFirst = world.keeps(Rule.INTENT_BEFORE_CURSOR);
    if (!unchanged) {
      world.go(actor, Pc.WITHDRAW);
      return;
    }
    world.setCursor(Cursor.advanced(cursor, slot));
    State expected = intentFirst ? State.INTENT : State.RESERVED;
    if (LeaseWord.isOwned(expected, world.process(actor), world.lease(slot))) {
      world.noteWon(slot);
    }
    noteClaimed(world, actor);
    world.go(actor, intentFirst ? Pc.LEASE : Pc.PUBLISH_INTENT);
  }

  private static void withdraw(World world, int actor, int slot, int word) {
    boolean reserved = !world.keeps(Rule.INTENT_BEFORE_CURSOR);
    if (reserved || world.casLease(slot, word, LeaseWord.to(State.RESERVED, word, 1))) {
      world.set(actor, SEEN, 0);
      world.set(actor, TASK, 0);
      world.set(actor, WORD, 0);
      world.go(actor, Pc.READ_CURSOR);
    } else {
      world.rest(actor);
    }
  }

  private static void readPayload(World world, int actor) {
    if (world.get(actor, TASK) < world.deletedBelow()) {
      world.set(actor, NOTES, world.get(actor, NOTES) | Register.NOTE_PAYLOAD_GONE);
    }
    if (world.keeps(Rule.TOKEN_IS_CHECKED_AFTER_READING)) {
      world.go(actor, Pc.CHECK_TOKEN);
    } else {
      give(world, actor);
    }
  }

  private static void give(World world, int actor) {
    int notes = world.get(actor, NOTES);
    if ((notes & Register.NOTE_CLAIMED_IN_PAUSE) != 0) {
      world.violate("take gave a task that was claimed while the queue was paused");
    }
    if ((notes & Register.NOTE_PAYLOAD_GONE) != 0) {
      world.violate("take gave a task whose payload was deleted");
    }
    if (world.scenario.actor(actor).role() == Role.PASSER) {
      world.violate("a task was delivered to a keeper");
    }
    TaskFacts.deliver(world, actor);
    world.set(actor, NOTES, 0);
    world.go(actor, Pc.HANDLE);
  }
}
