package io.joinq.model;

import io.joinq.model.LeaseWord.State;

/** What becomes of tasks and their files, with the properties that hold for each at that moment. */
final class TaskFacts {
  /** Stands for the content of a published result that is known to be the accepted one. */
  private static final int RIGHT_RESULT = 1;

  private TaskFacts() {}

  /** The LEASED word after a delivery that failed: another attempt, or the dead letters. */
  static int failed(World world, int word) {
    int attempts = LeaseWord.attempts(word) + 1;
    if (attempts < world.scenario.maxAttempts()) {
      int raise = world.keeps(Rule.RETURN_RAISES_GENERATION) ? 1 : 0;
      return LeaseWord.of(State.RETURNED, attempts, 0, LeaseWord.generation(word) + raise);
    }
    State last = world.keeps(Rule.DEAD_LETTER_BEFORE_FREE) ? State.DEAD_LETTERING : State.FREE;
    return LeaseWord.to(last, word, 1);
  }

  /** The word of a slot that is given up. */
  static int freed(World world, int word) {
    return LeaseWord.disowned(State.FREE, word, world.keeps(Rule.FREE_RAISES_GENERATION) ? 1 : 0);
  }

  /** This actor was given a delivery; a lease that it still holds has a newer token than any. */
  static void deliver(World world, int actor) {
    int token = world.get(actor, Register.WORD);
    int sequence = world.get(actor, Register.TASK);
    if (world.lease(world.get(actor, Register.SLOT) - 1) != token) {
      return;
    }
    if (world.isTask(sequence, Fact.CANCELLED)) {
      world.violate("task " + sequence + " was delivered though it was cancelled");
    }
    if (LeaseWord.generation(token) < world.leastGeneration(sequence)) {
      world.violate("the fencing token of task " + sequence + " did not grow");
    }
    world.setLeastGeneration(sequence, LeaseWord.generation(token) + 1);
  }

  /** taskDone of this task was accepted for the task in this slot. */
  static void accept(World world, int slot, int sequence) {
    if (world.sequence(slot) != sequence) {
      world.violate("taskDone of task " + sequence + " ended task " + world.sequence(slot));
    }
    if (world.isTask(sequence, Fact.ACCEPTED)) {
      world.violate("taskDone of task " + sequence + " was accepted twice");
    }
    world.noteTask(sequence, Fact.ACCEPTED);
  }

  /** The slot was freed because its task has come to its end. */
  static void finish(World world, int slot) {
    int sequence = world.sequence(slot);
    if (world.isTask(sequence, Fact.FINISHED)) {
      world.violate("task " + sequence + " came to its end twice");
    }
    if (world.isTask(sequence, Fact.ACCEPTED) == world.isTask(sequence, Fact.DEAD_LETTERED)) {
      world.violate("task " + sequence + " ended as neither done nor a dead letter, or as both");
    }
    if (world.isTask(sequence, Fact.CANCELLED) && !world.isTask(sequence, Fact.ENDED_CANCELLED)) {
      world.violate("task " + sequence + " did not end as cancel had said");
    }
    if (world.publishedResult(sequence) != world.acceptedResult(sequence)) {
      world.violate("task " + sequence + " is finished and its accepted result is not published");
    }
    if (world.acceptedResult(sequence) != 0) {
      world.setAcceptedResult(sequence, RIGHT_RESULT);
      world.setPublishedResult(sequence, RIGHT_RESULT);
    }
    world.setLeastGeneration(sequence, 0);
    world.noteTask(sequence, Fact.FINISHED);
  }

  /** Cancel says that this task will not be delivered any more. */
  static void cancel(World world, int sequence) {
    if (world.isTask(sequence, Fact.FINISHED) && !world.isTask(sequence, Fact.ENDED_CANCELLED)) {
      world.violate("task " + sequence + " was cancelled after its end");
    }
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      boolean handles = world.pc(actor) == Pc.HANDLE && world.get(actor, Register.TASK) == sequence;
      int slot = world.get(actor, Register.SLOT) - 1;
      if (handles && world.lease(slot) == world.get(actor, Register.WORD)) {
        world.violate("task " + sequence + " was cancelled while it runs");
      }
    }
    world.noteTask(sequence, Fact.CANCELLED);
  }

  static void bury(World world, int sequence) {
    if (world.isTask(sequence, Fact.FINISHED) && !world.isTask(sequence, Fact.DEAD_LETTERED)) {
      world.violate("a dead letter was written for task " + sequence + ", which is done");
    }
    world.noteTask(sequence, Fact.DEAD_LETTERED);
  }

  /**
   * The name of a result file. Its content is whatever was staged under it, so one stands for both.
   */
  static int resultName(World world, int slot, int token) {
    return (slot << LeaseWord.BITS) | LeaseWord.to(State.LEASED, token, 0);
  }

  static void stage(World world, int actor, int slot, int token) {
    int name = resultName(world, slot, token);
    world.set(actor, Register.STAGED, name);
    if (world.keeps(Rule.RESULT_NAME_HAS_GENERATION)) {
      return;
    }
    for (int other = 0; other < world.scenario.actors().size(); other++) {
      boolean sameName =
          world.get(other, Register.STAGED) >> LeaseWord.BITS == slot
              && world.get(other, Register.STAGED) != 0
              && world.get(other, Register.TASK) == world.get(actor, Register.TASK);
      if (sameName) {
        world.set(other, Register.STAGED, name);
      }
    }
  }

  /** Renames the staged result of this token to its final name; does nothing if it is not there. */
  static void publish(World world, int slot, int sequence, int token) {
    int name = resultName(world, slot, token);
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      int staged = world.get(actor, Register.STAGED);
      boolean found =
          world.keeps(Rule.RESULT_NAME_HAS_GENERATION)
              ? staged == name
              : staged != 0 && staged >> LeaseWord.BITS == slot;
      if (found) {
        if (world.isTask(sequence, Fact.FINISHED)) {
          world.violate("the result of task " + sequence + " was replaced after its end");
        }
        world.setPublishedResult(sequence, staged);
        world.set(actor, Register.STAGED, 0);
        return;
      }
    }
  }
}
