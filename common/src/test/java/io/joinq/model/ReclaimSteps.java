package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.LEFT;
import static io.joinq.model.Register.TASK;

/** Deletes the payloads below all that is unfinished; a segment of the model holds one task. */
final class ReclaimSteps implements Steps {
  private static final int NONE = 15;

  @Override
  public int choices(World world, int actor) {
    boolean worthwhile =
        world.get(actor, LEFT) > 0 && Cursor.sequence(world.cursor()) > world.deletedBelow();
    return world.pc(actor) != Pc.RECLAIMER_REST || worthwhile ? 1 : 0;
  }

  @Override
  public void take(World world, int actor, int choice) {
    int slot = world.get(actor, INDEX);
    switch (world.pc(actor)) {
      case RECLAIMER_REST -> {
        boolean cursorFirst = world.keeps(Rule.RECLAIM_READS_CURSOR_FIRST);
        world.set(actor, TASK, cursorFirst ? Cursor.sequence(world.cursor()) : NONE);
        world.go(actor, Pc.RECLAIM_SLOT);
      }
      case RECLAIM_SLOT -> {
        if (countsAsHeld(world, world.lease(slot))) {
          world.go(actor, Pc.RECLAIM_READ_SEQUENCE);
        } else {
          next(world, actor, slot);
        }
      }
      case RECLAIM_READ_SEQUENCE -> {
        world.set(actor, TASK, Math.min(world.get(actor, TASK), world.sequence(slot)));
        next(world, actor, slot);
      }
      case RECLAIM_READ_CURSOR -> {
        int next = Cursor.sequence(world.cursor());
        world.set(actor, TASK, Math.min(world.get(actor, TASK), next));
        world.go(actor, Pc.RECLAIM_DELETE);
      }
      case RECLAIM_DELETE -> delete(world, actor);
      default -> throw new IllegalStateException("no step of a reclaim: " + world.pc(actor));
    }
  }

  private static boolean countsAsHeld(World world, int word) {
    return switch (LeaseWord.state(word)) {
      case FREE, RESERVED -> false;
      case INTENT -> world.keeps(Rule.RECLAIM_SPARES_INTENT);
      case LEASED -> world.keeps(Rule.RECLAIM_SPARES_LEASED);
      case RETURNED -> world.keeps(Rule.RECLAIM_SPARES_RETURNED);
      case COMPLETING -> world.keeps(Rule.RECLAIM_SPARES_COMPLETING);
      case DEAD_LETTERING -> world.keeps(Rule.RECLAIM_SPARES_DEAD_LETTERING);
    };
  }

  private static void next(World world, int actor, int slot) {
    boolean last = slot + 1 == world.scenario.slots();
    world.set(actor, INDEX, last ? 0 : slot + 1);
    if (!last) {
      world.go(actor, Pc.RECLAIM_SLOT);
    } else if (world.keeps(Rule.RECLAIM_READS_CURSOR_FIRST)) {
      world.go(actor, Pc.RECLAIM_DELETE);
    } else {
      world.go(actor, Pc.RECLAIM_READ_CURSOR);
    }
  }

  private static void delete(World world, int actor) {
    int low = world.get(actor, TASK);
    for (int task = world.deletedBelow(); task < low; task++) {
      if (!world.isTask(task, Fact.FINISHED)) {
        world.violate("task " + task + " was deleted and is not finished");
      }
    }
    world.setDeletedBelow(Math.max(low, world.deletedBelow()));
    world.set(actor, LEFT, world.get(actor, LEFT) - 1);
    world.rest(actor);
  }
}
