package io.joinq.model;

import static io.joinq.model.Register.LEFT;
import static io.joinq.model.Register.TASK;

/** A put: the lock, taken from a dead owner if need be; the check for room; the commit. */
final class PutSteps implements Steps {
  @Override
  public int choices(World world, int actor) {
    return switch (world.pc(actor)) {
      case PRODUCER_REST -> world.get(actor, LEFT) > 0 && seesRoomOrEnd(world) ? 1 : 0;
      case LOCK -> canLock(world) || seesEnd(world) ? 1 : 0;
      default -> 1;
    };
  }

  private static boolean hasRoom(World world, int appended) {
    return appended - Cursor.sequence(world.cursor()) < world.scenario.capacity();
  }

  private static boolean seesRoomOrEnd(World world) {
    boolean ends = world.isShutDown() && world.keeps(Rule.SHUTDOWN_RELEASES_WHO_WAITS_FOR_ROOM);
    return ends || hasRoom(world, world.appended());
  }

  private static boolean seesEnd(World world) {
    return world.isShutDown() && world.keeps(Rule.SHUTDOWN_RELEASES_WHO_WAITS_FOR_THE_LOCK);
  }

  private static boolean canLock(World world) {
    return world.putLock() == 0 || isStealable(world);
  }

  private static boolean isStealable(World world) {
    return !world.keeps(Rule.LOCK_IS_NEVER_STOLEN_FROM_THE_LIVING)
        || PutLock.isOwnerGone(world, world.putLock());
  }

  @Override
  public void take(World world, int actor, int choice) {
    switch (world.pc(actor)) {
      case PRODUCER_REST -> begin(world, actor);
      case LOCK -> lock(world, actor);
      case CHECK_APPENDED -> {
        world.set(actor, TASK, world.appended());
        world.go(actor, Pc.CHECK_ROOM);
      }
      case CHECK_ROOM -> checkRoom(world, actor);
      case COMMIT -> commit(world, actor);
      case PUBLISH_APPENDED -> {
        world.setAppended(world.get(actor, TASK) + 1);
        goBack(world, actor, Pc.UNLOCK, world.keeps(Rule.UNLOCK_AFTER_PUBLISHING));
      }
      case UNLOCK -> {
        world.setPutLock(0);
        goBack(world, actor, Pc.PUBLISH_APPENDED, !world.keeps(Rule.UNLOCK_AFTER_PUBLISHING));
      }
      case UNLOCK_FULL -> {
        world.setPutLock(0);
        world.rest(actor);
      }
      default -> throw new IllegalStateException("no step of a put: " + world.pc(actor));
    }
  }

  private static void begin(World world, int actor) {
    if (world.isShutDown() && !world.keeps(Rule.SHUTDOWN_IS_LOOKED_FOR_UNDER_THE_LOCK)) {
      world.restAt(actor, Pc.OVER);
      return;
    }
    ShutdownSteps.notePut(world, actor);
    boolean lockFirst = world.keeps(Rule.ROOM_IS_CHECKED_UNDER_THE_LOCK);
    world.go(actor, lockFirst ? Pc.LOCK : Pc.CHECK_APPENDED);
  }

  private static void lock(World world, int actor) {
    if (!canLock(world)) {
      world.restAt(actor, Pc.OVER);
    } else if (world.putLock() != 0) {
      RepairSteps.start(world, actor);
    } else {
      world.setPutLock(PutLock.heldBy(world, world.process(actor)));
      locked(world, actor);
    }
  }

  /** The lock is held, and what its former owner left behind is repaired. */
  static void locked(World world, int actor) {
    boolean looks = world.keeps(Rule.SHUTDOWN_IS_LOOKED_FOR_UNDER_THE_LOCK);
    if (world.scenario.hasShutdown() && looks) {
      world.go(actor, Pc.LOOK_FOR_SHUTDOWN);
    } else {
      open(world, actor);
    }
  }

  /** The lock is held, and the queue is not shut down. */
  static void open(World world, int actor) {
    boolean checks = world.keeps(Rule.ROOM_IS_CHECKED_UNDER_THE_LOCK);
    world.go(actor, checks ? Pc.CHECK_APPENDED : Pc.COMMIT);
  }

  private static void checkRoom(World world, int actor) {
    boolean room = hasRoom(world, world.get(actor, TASK));
    if (world.keeps(Rule.ROOM_IS_CHECKED_UNDER_THE_LOCK)) {
      world.go(actor, room ? Pc.COMMIT : Pc.UNLOCK_FULL);
    } else {
      world.go(actor, room ? Pc.LOCK : Pc.PRODUCER_REST);
    }
  }

  private static void commit(World world, int actor) {
    ShutdownSteps.checkCommit(world, actor);
    world.set(actor, TASK, world.log());
    world.set(actor, LEFT, world.get(actor, LEFT) - 1);
    world.setLog(world.log() + 1);
    boolean publish = world.keeps(Rule.UNLOCK_AFTER_PUBLISHING);
    world.go(actor, publish ? Pc.PUBLISH_APPENDED : Pc.UNLOCK);
  }

  /** Takes the next step if there is one, otherwise put returns. */
  private static void goBack(World world, int actor, Pc next, boolean hasNext) {
    if (hasNext) {
      world.go(actor, next);
    } else {
      world.noteTask(world.get(actor, TASK), Fact.RETURNED_TO_PRODUCER);
      world.rest(actor);
    }
  }
}
