package io.joinq.model;

/** What must hold in every state, and what a state looks like in which all work is done. */
final class Properties {
  private Properties() {}

  /** Notes a violation in the world if one of the properties of a single state does not hold. */
  static void check(World world) {
    int next = Cursor.sequence(world.cursor());
    int depth = world.log() - next;
    if (depth < 0 || depth > world.scenario.capacity()) {
      world.violate("depth is " + depth + ", capacity " + world.scenario.capacity());
    }
    for (int task = 0; task < world.scenario.tasks(); task++) {
      int expected = task < next && !world.isTask(task, Fact.FINISHED) ? 1 : 0;
      int holders = holders(world, task);
      if (holders > expected) {
        world.violate("task " + task + " is held by a slot too many");
      } else if (holders < expected) {
        world.violate("task " + task + " is lost: claimed, not finished, and held by no slot");
      }
    }
  }

  /** How many slots hold this task; an intent does so once it has advanced CURSOR. */
  private static int holders(World world, int task) {
    int holders = 0;
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      boolean holds = world.hasWon(slot) || LeaseWord.state(world.lease(slot)).holdsTask();
      if (holds && world.sequence(slot) == task) {
        holders++;
      }
    }
    return holders;
  }

  /** Whether nothing is left to do for those who are still there, and nothing has leaked. */
  static boolean isAtEnd(World world) {
    return isPutLockAtEnd(world)
        && areActorsAtEnd(world)
        && areProcessesAtEnd(world)
        && areSlotsAtEnd(world)
        && areTasksAtEnd(world)
        && isCancellationAtEnd(world);
  }

  /** Free, with all that is in the log published, unless its owner is stopped. */
  private static boolean isPutLockAtEnd(World world) {
    return isPutStopped(world) || (world.putLock() == 0 && world.appended() == world.log());
  }

  private static boolean isPutStopped(World world) {
    int owner = PutLock.process(world.putLock());
    return owner >= 0 && world.condition(owner) == Condition.STOPPED;
  }

  private static boolean areActorsAtEnd(World world) {
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      boolean live = world.condition(world.process(actor)) == Condition.LIVE;
      if (live && !isActorAtEnd(world, actor)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isActorAtEnd(World world, int actor) {
    return switch (world.pc(actor)) {
      case CLAIMER_REST -> !world.scenario.hasShutdown() || isPutStopped(world);
      case OVER, RECOVERER_REST, RECLAIMER_REST, CANCELLER_REST, PASSER_REST -> true;
      case PRODUCER_REST -> {
        boolean waits = !claimsGoOn(world) && !world.scenario.hasShutdown();
        yield world.get(actor, Register.LEFT) == 0 || waits;
      }
      case JOINER_REST -> !claimsGoOn(world);
      default -> false;
    };
  }

  private static boolean areProcessesAtEnd(World world) {
    for (int process = 0; process < world.scenario.processes(); process++) {
      if (world.condition(process) == Condition.DEAD && world.user(process) != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean areSlotsAtEnd(World world) {
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      int word = world.lease(slot);
      boolean stopped = world.condition(LeaseWord.process(word)) == Condition.STOPPED;
      boolean end =
          switch (LeaseWord.state(word)) {
            case FREE -> true;
            case RETURNED -> !claimsGoOn(world);
            case RESERVED -> stopped;
            case INTENT -> stopped && !world.hasWon(slot);
            default -> false;
          };
      if (!end) {
        return false;
      }
    }
    return true;
  }

  private static boolean areTasksAtEnd(World world) {
    for (int task = 0; task < world.appended(); task++) {
      if (!world.isTask(task, Fact.FINISHED) && claimsGoOn(world)) {
        return false;
      }
    }
    return true;
  }

  /** No entry is left but of a task behind others, or of a canceller that is stopped. */
  private static boolean isCancellationAtEnd(World world) {
    int word = world.cancellation();
    if (CancelWord.isPending(word)) {
      for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
        boolean stopped = world.condition(world.process(actor)) == Condition.STOPPED;
        if (stopped && world.scenario.actor(actor).role() == Role.CANCELLER) {
          return true;
        }
      }
      return false;
    }
    return word == CancelWord.FREE || Cursor.sequence(world.cursor()) < CancelWord.sequence(word);
  }

  /** Whether somebody is left to take tasks, and may. */
  private static boolean claimsGoOn(World world) {
    if (Cursor.isPaused(world.cursor())) {
      return false;
    }
    for (int actor = 0; actor < world.scenario.actors().size(); actor++) {
      boolean live = world.condition(world.process(actor)) == Condition.LIVE;
      boolean claims = world.scenario.actor(actor).role() == Role.CLAIMER;
      if (live && claims && world.pc(actor) != Pc.OVER) {
        return true;
      }
    }
    return false;
  }
}
