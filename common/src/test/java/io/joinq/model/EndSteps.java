package io.joinq.model;

import static io.joinq.model.Register.SLOT;
import static io.joinq.model.Register.STAGED;
import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;
import io.joinq.model.Scenario.Ending;
import io.joinq.model.Scenario.Fault;
import java.util.ArrayList;
import java.util.List;

/** The four ways in which an owner ends a delivery; a choice of HANDLE is the way. */
final class EndSteps implements Steps {
  @Override
  public int choices(World world, int actor) {
    return world.pc(actor) == Pc.HANDLE ? endings(world).size() : 1;
  }

  private static List<Ending> endings(World world) {
    List<Ending> endings = new ArrayList<>(world.scenario.endings());
    if (!world.mayHappen(Fault.RELEASE)) {
      endings.remove(Ending.RELEASE);
    }
    return endings;
  }

  @Override
  public void take(World world, int actor, int choice) {
    int slot = world.get(actor, SLOT) - 1;
    int word = world.get(actor, WORD);
    switch (world.pc(actor)) {
      case HANDLE -> end(world, actor, endings(world).get(choice));
      case ACCEPT_RESULT -> acceptResult(world, actor, slot, word);
      case PUBLISH_RESULT -> {
        TaskFacts.publish(world, slot, world.get(actor, TASK), word);
        boolean accepted = world.keeps(Rule.COMPLETING_BEFORE_PUBLISHING);
        world.go(actor, accepted ? Pc.SETTLE_RESULT : Pc.ACCEPT_RESULT);
      }
      case SETTLE_RESULT, FREE_DEAD_LETTERED -> {
        if (world.casLease(slot, word, TaskFacts.freed(world, word))) {
          TaskFacts.finish(world, slot);
        }
        world.rest(actor);
      }
      case WRITE_DEAD_LETTER -> {
        TaskFacts.bury(world, world.get(actor, TASK));
        world.go(actor, Pc.FREE_DEAD_LETTERED);
      }
      default -> throw new IllegalStateException("no step of an ending: " + world.pc(actor));
    }
  }

  private static void end(World world, int actor, Ending ending) {
    int slot = world.get(actor, SLOT) - 1;
    int word = world.get(actor, WORD);
    switch (ending) {
      case DONE -> {
        if (casToken(world, slot, word, TaskFacts.freed(world, word))) {
          TaskFacts.accept(world, slot, world.get(actor, TASK));
          TaskFacts.finish(world, slot);
        }
        world.rest(actor);
      }
      case DONE_WITH_RESULT -> {
        TaskFacts.stage(world, actor, slot, word);
        boolean accepted = world.keeps(Rule.COMPLETING_BEFORE_PUBLISHING);
        world.go(actor, accepted ? Pc.ACCEPT_RESULT : Pc.PUBLISH_RESULT);
      }
      case RETRY -> retry(world, actor, slot, word);
      case RELEASE -> {
        world.happened(Fault.RELEASE);
        int raise = world.keeps(Rule.RETURN_RAISES_GENERATION) ? 1 : 0;
        boolean unused =
            world.casLease(slot, word, LeaseWord.disowned(State.RETURNED, word, raise));
        world.rest(actor);
      }
    }
  }

  private static boolean casToken(World world, int slot, int token, int update) {
    int current = world.lease(slot);
    boolean looksMine = LeaseWord.isOwned(State.LEASED, LeaseWord.process(token), current);
    if (!world.keeps(Rule.TOKEN_IS_THE_WHOLE_WORD) && looksMine) {
      world.setLease(slot, TaskFacts.freed(world, current));
      return true;
    }
    return world.casLease(slot, token, update);
  }

  private static void acceptResult(World world, int actor, int slot, int word) {
    boolean completes =
        world.keeps(Rule.COMPLETING_BEFORE_PUBLISHING) && world.keeps(Rule.PUBLISH_BEFORE_FREE);
    int update = completes ? LeaseWord.to(State.COMPLETING, word, 0) : TaskFacts.freed(world, word);
    if (!world.casLease(slot, word, update)) {
      world.set(actor, STAGED, 0);
      world.rest(actor);
      return;
    }
    TaskFacts.accept(world, slot, world.get(actor, TASK));
    if (world.scenario.hasCanceller()) {
      // Nothing else is kept of a task in these scenarios.
      world.noteTask(world.get(actor, TASK), Fact.ENDED_CANCELLED);
    }
    world.setAcceptedResult(world.get(actor, TASK), TaskFacts.resultName(world, slot, word));
    if (completes) {
      world.set(actor, WORD, update);
      world.go(actor, Pc.PUBLISH_RESULT);
    } else {
      TaskFacts.finish(world, slot);
      world.rest(actor);
    }
  }

  private static void retry(World world, int actor, int slot, int word) {
    int update = TaskFacts.failed(world, word);
    if (world.casLease(slot, word, update) && LeaseWord.is(State.DEAD_LETTERING, update)) {
      world.set(actor, WORD, update);
      world.go(actor, Pc.WRITE_DEAD_LETTER);
      return;
    }
    if (world.lease(slot) == update && LeaseWord.is(State.FREE, update)) {
      TaskFacts.finish(world, slot);
    }
    world.rest(actor);
  }
}
