package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.NOTES;
import static io.joinq.model.Register.NOTE_BEGAN_AFTER_SHUTDOWN;
import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.VICTIM;

import io.joinq.model.LeaseWord.State;

/**
 * A shutdown; the part of a put that looks for it; and the last of a take, which finds that nothing
 * is left and nothing can come any more. A shutdown is never taken back, so a look that would not
 * find it is left out.
 */
final class ShutdownSteps implements Steps {
  @Override
  public int choices(World world, int actor) {
    return world.pc(actor) != Pc.LAST_AWAIT_SHUTDOWN || world.isShutDown() ? 1 : 0;
  }

  /** Whether a take may begin to look whether it is to end; it sees SHUTDOWN and the lock first. */
  static boolean mayLook(World world) {
    boolean shutdownFirst = world.keeps(Rule.LAST_TAKE_READS_SHUTDOWN_BEFORE_THE_LOCK);
    boolean lockFirst = world.keeps(Rule.LAST_TAKE_READS_THE_LOCK_BEFORE_APPENDED);
    return world.scenario.hasShutdown()
        && (world.isShutDown() || !shutdownFirst)
        && (isPutOver(world) || !lockFirst);
  }

  private static boolean isPutOver(World world) {
    if (!world.keeps(Rule.TAKE_ENDS_ONCE_NO_PUT_IS_UNDER_WAY)) {
      return true;
    }
    boolean sparesTheDead = world.keeps(Rule.LOCK_OF_THE_DEAD_IS_A_PUT_UNDER_WAY);
    return world.putLock() == 0 || (!sparesTheDead && PutLock.isOwnerGone(world, world.putLock()));
  }

  static void look(World world, int actor) {
    boolean shutdownFirst = world.keeps(Rule.LAST_TAKE_READS_SHUTDOWN_BEFORE_THE_LOCK);
    world.set(actor, VICTIM, returned(world));
    world.go(actor, shutdownFirst ? Pc.LAST_READ_CURSOR : Pc.LAST_AWAIT_SHUTDOWN);
  }

  @Override
  public void take(World world, int actor, int choice) {
    switch (world.pc(actor)) {
      case SHUT_DOWN -> {
        world.shutDown();
        world.restAt(actor, Pc.OVER);
      }
      case LOOK_FOR_SHUTDOWN -> {
        if (world.isShutDown()) {
          world.go(actor, Pc.UNLOCK_REFUSED);
        } else {
          PutSteps.open(world, actor);
        }
      }
      case UNLOCK_REFUSED -> {
        world.setPutLock(0);
        world.restAt(actor, Pc.OVER);
      }
      case LAST_AWAIT_SHUTDOWN -> world.go(actor, Pc.LAST_READ_CURSOR);
      case LAST_READ_CURSOR -> {
        world.set(actor, SEEN, world.cursor());
        world.go(actor, Pc.LAST_READ_APPENDED);
      }
      case LAST_READ_APPENDED ->
          proceed(
              world,
              actor,
              world.appended() <= Cursor.sequence(world.get(actor, SEEN)),
              world.keeps(Rule.TAKE_ENDS_ONCE_NOTHING_IS_RETURNED)
                  ? Pc.LAST_SLOT
                  : afterSlots(world));
      case LAST_SLOT -> lookAt(world, actor, world.get(actor, INDEX));
      case LAST_READ_LOCK -> proceed(world, actor, isPutOver(world), Pc.OVER);
      default -> throw new IllegalStateException("no step of a shutdown: " + world.pc(actor));
    }
  }

  private static void lookAt(World world, int actor, int slot) {
    boolean last = slot + 1 == world.scenario.slots();
    boolean nothing = !LeaseWord.is(State.RETURNED, world.lease(slot));
    if (nothing && !last) {
      world.set(actor, INDEX, slot + 1);
    }
    proceed(world, actor, nothing, last ? afterSlots(world) : Pc.LAST_SLOT);
  }

  private static Pc afterSlots(World world) {
    boolean lockFirst = world.keeps(Rule.LAST_TAKE_READS_THE_LOCK_BEFORE_APPENDED);
    return lockFirst ? Pc.OVER : Pc.LAST_READ_LOCK;
  }

  private static void proceed(World world, int actor, boolean nothing, Pc next) {
    if (!nothing) {
      world.rest(actor);
    } else if (next == Pc.OVER) {
      end(world, actor);
    } else {
      world.go(actor, next);
    }
  }

  /** The take throws: nothing is left to take. */
  private static void end(World world, int actor) {
    if (Cursor.sequence(world.cursor()) < world.log()) {
      world.violate("a take ended though task " + Cursor.sequence(world.cursor()) + " waits");
    }
    if (world.get(actor, VICTIM) != 0) {
      world.violate("a take ended though a returned task waited all the time");
    }
    world.noteTakeEnded();
    world.restAt(actor, Pc.OVER);
  }

  /** Ghost: notes for every take that looks which tasks wait no longer for their redelivery. */
  static void observe(World world) {
    if (!world.scenario.hasShutdown()) {
      return;
    }
    int returned = returned(world);
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      boolean takes = world.scenario.actor(actor).role() == Role.CLAIMER;
      if (takes) {
        world.set(actor, VICTIM, world.get(actor, VICTIM) & returned);
      }
    }
  }

  private static int returned(World world) {
    int slots = 0;
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      if (LeaseWord.is(State.RETURNED, world.lease(slot))) {
        slots |= 1 << slot;
      }
    }
    return slots;
  }

  /** Ghost: notes whether this put began after the shutdown. */
  static void notePut(World world, int actor) {
    world.set(actor, NOTES, world.isShutDown() ? NOTE_BEGAN_AFTER_SHUTDOWN : 0);
  }

  /** What must hold when a put is accepted. */
  static void checkCommit(World world, int actor) {
    if ((world.get(actor, NOTES) & NOTE_BEGAN_AFTER_SHUTDOWN) != 0) {
      world.violate("a put was accepted that began after the shutdown");
    }
    if (world.hasTakeEnded()) {
      world.violate("a put was accepted after a take had ended: its task is left to nobody");
    }
  }
}
