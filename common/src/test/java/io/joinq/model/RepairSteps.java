package io.joinq.model;

import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.WORD;

/** Takes the put lock over from a dead owner, and repairs what that one may have left half done. */
final class RepairSteps implements Steps {
  @Override
  public void take(World world, int actor, int choice) {
    int process = world.process(actor);
    boolean puts = world.scenario.actor(actor).role() == Role.PRODUCER;
    switch (world.pc(actor)) {
      case STEAL -> {
        int mine = PutLock.takenOverBy(world, process);
        boolean stolen = world.casPutLock(world.get(actor, WORD), mine);
        world.set(actor, WORD, 0);
        if (stolen) {
          world.go(actor, Pc.REPAIR_READ_LOG);
        } else {
          world.go(actor, puts ? Pc.LOCK : Pc.RECOVERER_REST);
        }
      }
      case REPAIR_READ_LOG -> {
        world.set(actor, TASK, world.log());
        world.go(actor, Pc.REPAIR_APPENDED);
      }
      case REPAIR_APPENDED -> {
        if (world.keeps(Rule.TAKEOVER_REPAIRS_APPENDED)) {
          world.setAppended(world.get(actor, TASK));
        }
        world.set(actor, TASK, 0);
        world.go(actor, Pc.REPAIR_DONE);
      }
      case REPAIR_DONE -> {
        world.setPutLock(PutLock.heldBy(world, process));
        if (puts) {
          PutSteps.locked(world, actor);
        } else {
          world.go(actor, Pc.REPAIR_UNLOCK);
        }
      }
      case REPAIR_UNLOCK -> {
        world.setPutLock(0);
        world.rest(actor);
      }
      default -> throw new IllegalStateException("no step of a repair: " + world.pc(actor));
    }
  }

  /** Starts to take over the lock, whose word and owner were just looked at. */
  static void start(World world, int actor) {
    world.set(actor, WORD, world.putLock());
    world.go(actor, Pc.STEAL);
  }
}
