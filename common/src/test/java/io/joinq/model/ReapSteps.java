package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.VICTIM;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;

/** Cleans up behind a dead process, by a recoverer or by the process that reuses its index. */
final class ReapSteps implements Steps {
  @Override
  public void take(World world, int actor, int choice) {
    int victim = world.get(actor, VICTIM) - 1;
    switch (world.pc(actor)) {
      case BOOT -> boot(world, actor);
      case REAP_SLOT -> reapSlot(world, actor, victim);
      case REAP_READ_CURSOR -> {
        world.set(actor, SEEN, world.cursor());
        judge(world, actor);
      }
      case REAP_READ_SEQUENCE -> {
        int won = Cursor.sequence(world.get(actor, SEEN)) - 1;
        decide(world, actor, world.sequence(world.get(actor, INDEX)) == won);
      }
      case REAP_INTENT -> reapIntent(world, actor);
      case REAP_LOCK -> {
        int owner = world.putLock();
        boolean his = PutLock.process(owner) == victim;
        if (his) {
          world.setPutLock(PutLock.heldBy(world, world.process(actor)));
        }
        world.go(actor, his ? Pc.REPAIR_READ_LOG : Pc.RELEASE_BYTE);
      }
      case REPAIR_READ_LOG -> {
        world.set(actor, TASK, world.log());
        world.go(actor, Pc.REPAIR_APPENDED);
      }
      case REPAIR_APPENDED -> repair(world, actor);
      case REPAIR_UNLOCK -> {
        world.setPutLock(0);
        world.go(actor, victim < 0 ? Pc.JOIN_READ_CURSOR : Pc.RELEASE_BYTE);
      }
      case RELEASE_BYTE -> release(world, actor, victim);
      case RAISE_INCARNATION_LATE -> {
        raiseIncarnation(world, world.process(actor));
        world.rest(actor);
      }
      default -> throw new IllegalStateException("no step of a reap: " + world.pc(actor));
    }
  }

  private static void raiseIncarnation(World world, int process) {
    world.setProcess(process, Condition.LIVE, world.incarnation(process) + 1, process, true);
  }

  private static void boot(World world, int actor) {
    int process = world.process(actor);
    if (world.keeps(Rule.INCARNATION_IS_RAISED_BEFORE_REAPING)) {
      raiseIncarnation(world, process);
    }
    if (world.keeps(Rule.REUSE_REAPS_FIRST)) {
      world.set(actor, VICTIM, process + 1);
      world.go(actor, Pc.REAP_SLOT);
    } else {
      world.rest(actor);
    }
  }

  private static void reapSlot(World world, int actor, int victim) {
    int slot = world.get(actor, INDEX);
    int word = world.lease(slot);
    if (LeaseWord.process(word) != victim) {
      next(world, actor);
      return;
    }
    switch (LeaseWord.state(word)) {
      case FREE, RETURNED -> next(world, actor);
      case RESERVED -> {
        world.setLease(slot, TaskFacts.freed(world, word));
        next(world, actor);
      }
      case LEASED -> fail(world, slot, word);
      case INTENT -> {
        world.set(actor, WORD, word);
        if (world.keeps(Rule.REAP_READS_CURSOR_AFTER_DEATH)) {
          world.go(actor, Pc.REAP_READ_CURSOR);
        } else {
          judge(world, actor);
        }
      }
      case COMPLETING -> {
        if (world.keeps(Rule.COMPLETING_IS_ROLLED_FORWARD)) {
          RecoverSteps.roll(world, actor, slot);
        } else {
          fail(world, slot, word);
        }
      }
      case BURYING -> RecoverSteps.roll(world, actor, slot);
    }
  }

  /** The slot is looked at once more: it may have to be buried. */
  private static void fail(World world, int slot, int word) {
    int update = TaskFacts.failed(world, word);
    world.setLease(slot, update);
    if (LeaseWord.is(State.FREE, update)) {
      TaskFacts.finish(world, slot);
    }
  }

  private static void judge(World world, int actor) {
    boolean named = Cursor.winner(world.get(actor, SEEN)) == world.get(actor, INDEX);
    if (named && world.keeps(Rule.REAP_CHECKS_SEQUENCE)) {
      world.go(actor, Pc.REAP_READ_SEQUENCE);
    } else {
      decide(world, actor, named);
    }
  }

  private static void decide(World world, int actor, boolean won) {
    world.set(actor, TASK, won ? 1 : 0);
    if (world.keeps(Rule.REAP_READS_CURSOR_AFTER_DEATH)) {
      world.set(actor, SEEN, 0);
    }
    world.go(actor, Pc.REAP_INTENT);
  }

  private static void reapIntent(World world, int actor) {
    int slot = world.get(actor, INDEX);
    int word = world.get(actor, WORD);
    boolean won = world.get(actor, TASK) == 1;
    boolean returns =
        won ? world.keeps(Rule.REAP_RETURNS_THE_WINNER) : !world.keeps(Rule.REAP_FREES_THE_LOSER);
    int update =
        returns ? LeaseWord.disowned(State.RETURNED, word, 1) : TaskFacts.freed(world, word);
    boolean reaped = world.casLease(slot, word, update);
    world.set(actor, WORD, 0);
    world.set(actor, TASK, 0);
    if (reaped) {
      next(world, actor);
    } else {
      world.go(actor, Pc.REAP_SLOT);
    }
  }

  private static void next(World world, int actor) {
    int slot = world.get(actor, INDEX) + 1;
    if (slot == world.scenario.slots()) {
      world.set(actor, INDEX, 0);
      world.set(actor, SEEN, 0);
      world.go(actor, Pc.REAP_LOCK);
    } else {
      world.set(actor, INDEX, slot);
      world.go(actor, Pc.REAP_SLOT);
    }
  }

  private static void repair(World world, int actor) {
    if (world.keeps(Rule.TAKEOVER_REPAIRS_APPENDED)) {
      world.setAppended(world.get(actor, TASK));
    }
    world.set(actor, TASK, 0);
    boolean puts =
        world.scenario.actor(actor).role() == Role.PRODUCER && world.get(actor, VICTIM) == 0;
    if (puts) {
      PutSteps.locked(world, actor);
    } else {
      world.go(actor, Pc.REPAIR_UNLOCK);
    }
  }

  private static void release(World world, int actor, int victim) {
    if (victim != world.process(actor)) {
      if (world.condition(victim) == Condition.DEAD) {
        world.setProcess(victim, Condition.DEAD, world.incarnation(victim), -1, false);
      }
      world.rest(actor);
    } else if (world.keeps(Rule.INCARNATION_IS_RAISED_BEFORE_REAPING)) {
      world.rest(actor);
    } else {
      world.go(actor, Pc.RAISE_INCARNATION_LATE);
    }
  }
}
