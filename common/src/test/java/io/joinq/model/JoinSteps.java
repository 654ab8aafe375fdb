package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.NOTES;
import static io.joinq.model.Register.NOTE_SAW_IDLE;
import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.TASK;

/** A join: tries to see the queue idle, again and again until it does. */
final class JoinSteps implements Steps {
  @Override
  public int choices(World world, int actor) {
    boolean idle = Cursor.sequence(world.cursor()) == world.appended();
    return world.pc(actor) != Pc.JOINER_REST || idle ? 1 : 0;
  }

  @Override
  public void take(World world, int actor, int choice) {
    switch (world.pc(actor)) {
      case JOINER_REST -> {
        boolean lockLast = world.keeps(Rule.JOIN_READS_THE_LOCK_AFTER_THE_SLOTS);
        boolean broken = PutLock.isBroken(world, world.putLock());
        proceed(world, actor, lockLast || !broken, Pc.JOIN_READ_APPENDED);
      }
      case JOIN_READ_APPENDED -> {
        world.set(actor, TASK, world.appended());
        world.go(actor, Pc.JOIN_READ_CURSOR);
      }
      case JOIN_READ_CURSOR -> {
        world.set(actor, SEEN, world.cursor());
        proceed(world, actor, idle(world, actor), Pc.JOIN_SLOT);
      }
      case JOIN_SLOT -> lookAt(world, actor, world.get(actor, INDEX));
      case JOIN_READ_SEQUENCE -> {
        int won = Cursor.sequence(world.get(actor, SEEN)) - 1;
        next(world, actor, world.sequence(world.get(actor, INDEX)) != won);
      }
      case JOIN_READ_LOCK ->
          proceed(world, actor, !PutLock.isBroken(world, world.putLock()), Pc.JOIN_APPENDED_AGAIN);
      case JOIN_APPENDED_AGAIN -> finish(world, actor);
      default -> throw new IllegalStateException("no step of a join: " + world.pc(actor));
    }
  }

  private static boolean idle(World world, int actor) {
    return Cursor.sequence(world.get(actor, SEEN)) == world.get(actor, TASK);
  }

  private static void lookAt(World world, int actor, int slot) {
    int word = world.lease(slot);
    switch (LeaseWord.state(word)) {
      case FREE, RESERVED -> next(world, actor, true);
      case INTENT -> {
        boolean named = Cursor.winner(world.get(actor, SEEN)) == slot;
        if (named && world.keeps(Rule.JOIN_SEES_WINNING_INTENT)) {
          world.go(actor, Pc.JOIN_READ_SEQUENCE);
        } else {
          next(world, actor, true);
        }
      }
      case LEASED -> next(world, actor, !world.keeps(Rule.JOIN_SEES_LEASED));
      case RETURNED -> next(world, actor, !world.keeps(Rule.JOIN_SEES_RETURNED));
      case COMPLETING -> next(world, actor, !world.keeps(Rule.JOIN_SEES_COMPLETING));
      case DEAD_LETTERING -> next(world, actor, !world.keeps(Rule.JOIN_SEES_DEAD_LETTERING));
    }
  }

  private static void next(World world, int actor, boolean idle) {
    int slot = world.get(actor, INDEX) + 1;
    boolean last = slot == world.scenario.slots();
    if (idle) {
      world.set(actor, INDEX, last ? 0 : slot);
    }
    boolean readsLock =
        world.keeps(Rule.JOIN_READS_THE_LOCK)
            && world.keeps(Rule.JOIN_READS_THE_LOCK_AFTER_THE_SLOTS);
    Pc afterSlots = readsLock ? Pc.JOIN_READ_LOCK : Pc.JOIN_APPENDED_AGAIN;
    proceed(world, actor, idle, last ? afterSlots : Pc.JOIN_SLOT);
  }

  private static void proceed(World world, int actor, boolean idle, Pc next) {
    if (idle) {
      world.go(actor, next);
    } else {
      world.rest(actor);
    }
  }

  private static void finish(World world, int actor) {
    boolean unchanged = world.appended() == world.get(actor, TASK);
    if (!unchanged && world.keeps(Rule.JOIN_READS_APPENDED_AGAIN)) {
      world.rest(actor);
      return;
    }
    if ((world.get(actor, NOTES) & NOTE_SAW_IDLE) == 0) {
      world.violate("join returned though something was unfinished all the time");
    }
    world.restAt(actor, Pc.OVER);
  }

  /** Ghost: notes for every join under way that nothing is unfinished now. */
  static void observe(World world) {
    if (isSomethingUnfinished(world)) {
      return;
    }
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      boolean joins = world.scenario.actor(actor).role() == Role.JOINER;
      if (joins && world.pc(actor) != Pc.JOINER_REST && world.pc(actor) != Pc.OVER) {
        world.set(actor, NOTES, NOTE_SAW_IDLE);
      }
    }
  }

  /** A task counts from when its put returned, or its producer died after the commit. */
  private static boolean isSomethingUnfinished(World world) {
    for (int task = 0; task < world.log(); task++) {
      boolean accepted =
          world.isTask(task, Fact.RETURNED_TO_PRODUCER) || world.isTask(task, Fact.ORPHANED);
      if (accepted && !world.isTask(task, Fact.FINISHED)) {
        return true;
      }
    }
    return false;
  }
}
