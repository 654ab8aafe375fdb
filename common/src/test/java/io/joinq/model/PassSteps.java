package io.joinq.model;

import static io.joinq.model.Register.INDEX;

import io.joinq.model.LeaseWord.State;
import java.util.ArrayList;
import java.util.List;

/** What a keeper does for cancelled tasks: takes those that are next, and frees their entries. */
final class PassSteps implements Steps {
  /** Instead of a slot: the task that is next in the queue, and the entry of one that has ended. */
  private static final int HEAD = -1;

  private static final int ENTRY = -2;

  @Override
  public int choices(World world, int actor) {
    return jobs(world).size();
  }

  private static List<Integer> jobs(World world) {
    List<Integer> jobs = new ArrayList<>();
    int word = world.cancellation();
    if (!CancelWord.isConfirmed(word)) {
      return jobs;
    }
    int task = CancelWord.sequence(word);
    boolean passes = world.keeps(Rule.CANCELLED_TASKS_ARE_PASSED);
    if (passes && Cursor.sequence(world.cursor()) == task && task < world.appended()) {
      jobs.add(HEAD);
    }
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      boolean returned = LeaseWord.is(State.RETURNED, world.lease(slot));
      if (passes && returned && world.sequence(slot) == task) {
        jobs.add(slot);
      }
    }
    if (isFreed(world, task)) {
      jobs.add(ENTRY);
    }
    return jobs;
  }

  /* Looked at in one step: a task stays in its slot until it ends, so the order does not matter. */
  private static boolean isFreed(World world, int task) {
    if (Cursor.sequence(world.cursor()) <= task) {
      return false;
    }
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      boolean held = LeaseWord.state(world.lease(slot)).holdsTask() || world.hasWon(slot);
      if (held && world.sequence(slot) == task) {
        return !world.keeps(Rule.CANCELLATION_OUTLIVES_ITS_TASK);
      }
    }
    return true;
  }

  @Override
  public void take(World world, int actor, int choice) {
    int job = jobs(world).get(choice);
    if (job == ENTRY) {
      boolean unused = world.casCancellation(world.cancellation(), CancelWord.FREE);
    } else if (job == HEAD) {
      world.go(actor, Pc.READ_CURSOR);
    } else {
      world.set(actor, INDEX, job);
      ClaimSteps.lease(world, actor, job, world.lease(job));
    }
  }
}
