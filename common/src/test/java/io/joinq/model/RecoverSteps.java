package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.LEFT;
import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.VICTIM;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;
import io.joinq.model.Scenario.Fault;
import java.util.ArrayList;
import java.util.List;

/** What a recoverer may find to do, revoking, and rolling forward what others left half done. */
final class RecoverSteps implements Steps {
  /** Something to do: a process to reap or to revoke from, a slot to roll forward, or the lock. */
  private record Job(Kind kind, int target) {
    private enum Kind {
      REAP,
      REVOKE,
      ROLL,
      REPAIR
    }
  }

  @Override
  public int choices(World world, int actor) {
    return switch (world.pc(actor)) {
      case RECOVERER_REST -> jobs(world, actor).size();
      case AWAIT_DEATH -> world.holdsByte(world.get(actor, VICTIM) - 1) ? 0 : 1;
      default -> 1;
    };
  }

  private static List<Job> jobs(World world, int actor) {
    List<Job> jobs = new ArrayList<>();
    for (int process = 0; process < world.scenario.processes(); process++) {
      if (process == world.process(actor)) {
        continue;
      }
      boolean dead = !world.holdsByte(process) && world.user(process) != 0;
      boolean early = !world.keeps(Rule.REAP_READS_CURSOR_AFTER_DEATH);
      if (dead || (early && world.condition(process) == Condition.LIVE)) {
        jobs.add(new Job(Job.Kind.REAP, process));
      }
      if (isSilent(world, process) && usesSlot(world, process)) {
        jobs.add(new Job(Job.Kind.REVOKE, process));
      }
    }
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      if (isToRoll(world, world.lease(slot))) {
        jobs.add(new Job(Job.Kind.ROLL, slot));
      }
    }
    if (PutLock.isOwnerGone(world, world.putLock())) {
      jobs.add(new Job(Job.Kind.REPAIR, 0));
    }
    return jobs;
  }

  /** Alive, but out of lease time: for sure when it is stopped, otherwise as often as allowed. */
  private static boolean isSilent(World world, int process) {
    return switch (world.condition(process)) {
      case LIVE -> world.mayHappen(Fault.REVOCATION);
      case STOPPED -> true;
      case DEAD -> false;
    };
  }

  private static boolean usesSlot(World world, int process) {
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      int word = world.lease(slot);
      if (LeaseWord.process(word) == process
          && switch (LeaseWord.state(word)) {
            case INTENT, LEASED -> true;
            case RESERVED -> !world.keeps(Rule.LIVE_RESERVATION_IS_LEFT_ALONE);
            default -> false;
          }) {
        return true;
      }
    }
    return false;
  }

  private static boolean isToRoll(World world, int word) {
    int owner = LeaseWord.process(word);
    return switch (LeaseWord.state(word)) {
      case DEAD_LETTERING -> world.keeps(Rule.DEAD_LETTERING_IS_ENDED_BY_ANYONE);
      case COMPLETING ->
          world.keeps(Rule.COMPLETING_OF_THE_STOPPED_IS_ROLLED_FORWARD) && isSilent(world, owner);
      default -> false;
    };
  }

  @Override
  public void take(World world, int actor, int choice) {
    int slot = world.get(actor, INDEX);
    int word = world.get(actor, WORD);
    switch (world.pc(actor)) {
      case RECOVERER_REST -> start(world, actor, jobs(world, actor).get(choice));
      case AWAIT_DEATH -> world.go(actor, Pc.REAP_READ_WORD);
      case REVOKE_READ_CURSOR -> {
        world.set(actor, SEEN, world.cursor());
        boolean helps = Cursor.winner(world.cursor()) >= 0;
        world.go(actor, helps ? Pc.HELP_READ_WORD : Pc.REVOKE_SLOT);
      }
      case REVOKE_SLOT -> revoke(world, actor, slot);
      case REVOKE_READ_BELOW -> {
        boolean below = world.sequence(slot) < world.cancelledBelow();
        world.go(actor, below ? Pc.REVOKE_READ_ENTRY : Pc.REVOKE_TAKE);
      }
      case REVOKE_READ_ENTRY -> {
        world.set(actor, TASK, CancelSteps.mustEnd(world, world.sequence(slot)) ? 1 : 0);
        world.go(actor, Pc.REVOKE_TAKE);
      }
      case REVOKE_TAKE -> {
        int update =
            world.get(actor, TASK) == 1
                ? LeaseWord.disowned(State.RETURNED, word, 1)
                : TaskFacts.failed(world, word);
        boolean taken = world.casLease(slot, word, update);
        world.set(actor, WORD, 0);
        world.set(actor, TASK, 0);
        revoked(world, actor, slot, taken && LeaseWord.is(State.DEAD_LETTERING, update));
      }
      case ROLL_READ_SEQUENCE -> {
        world.set(actor, TASK, world.sequence(slot));
        boolean same = world.lease(slot) == word;
        world.go(actor, Pc.ROLL_FILE);
        if (!same && world.keeps(Rule.ROLL_CHECKS_THE_WORD_AGAIN)) {
          rolled(world, actor);
        }
      }
      case ROLL_FILE -> {
        if (LeaseWord.is(State.DEAD_LETTERING, word)) {
          TaskFacts.bury(world, world.get(actor, TASK));
        } else {
          TaskFacts.publish(world, slot, world.get(actor, TASK), word);
        }
        world.go(actor, Pc.ROLL_CAS);
      }
      case ROLL_CAS -> {
        int update = TaskFacts.freed(world, word);
        if (!world.keeps(Rule.ROLL_ENDS_BY_CAS)) {
          world.setLease(slot, update);
        } else if (world.casLease(slot, word, update)) {
          TaskFacts.finish(world, slot);
        }
        rolled(world, actor);
      }
      default -> throw new IllegalStateException("no step of a recoverer: " + world.pc(actor));
    }
  }

  private static void start(World world, int actor, Job job) {
    int target = job.target();
    switch (job.kind()) {
      case REAP -> startReap(world, actor, target);
      case REVOKE -> {
        spendRevocation(world, target);
        world.set(actor, VICTIM, target + 1);
        boolean helps = world.keeps(Rule.REVOKE_HELPS_FIRST);
        world.go(actor, helps ? Pc.REVOKE_READ_CURSOR : Pc.REVOKE_SLOT);
      }
      case ROLL -> {
        if (LeaseWord.is(State.COMPLETING, world.lease(target))) {
          spendRevocation(world, LeaseWord.process(world.lease(target)));
        }
        roll(world, actor, target);
      }
      case REPAIR -> RepairSteps.start(world, actor);
    }
  }

  private static void startReap(World world, int actor, int victim) {
    world.set(actor, VICTIM, victim + 1);
    world.set(actor, LEFT, world.user(victim));
    if (world.keeps(Rule.REAP_READS_CURSOR_AFTER_DEATH)) {
      boolean cancels = isUndecidedOf(world, victim);
      world.go(actor, cancels ? Pc.REAP_CANCELLATION : Pc.REAP_READ_WORD);
    } else {
      world.set(actor, SEEN, world.cursor());
      world.go(actor, Pc.AWAIT_DEATH);
    }
  }

  static boolean isUndecidedOf(World world, int process) {
    boolean canceller =
        world.scenario.actors().stream()
            .anyMatch(a -> a.process() == process && a.role() == Role.CANCELLER);
    return canceller
        && CancelWord.isPending(world.cancellation())
        && world.keeps(Rule.REAP_ENDS_CANCELLING);
  }

  private static void spendRevocation(World world, int process) {
    if (world.condition(process) == Condition.LIVE) {
      world.happened(Fault.REVOCATION);
    }
  }

  private static void revoke(World world, int actor, int slot) {
    int word = world.lease(slot);
    if (LeaseWord.process(word) == world.get(actor, VICTIM) - 1) {
      boolean looks = world.keeps(Rule.TAKER_OF_LEASE_LOOKS_FOR_CANCELLATION);
      if (LeaseWord.is(State.LEASED, word) && world.scenario.hasCanceller() && looks) {
        world.set(actor, WORD, word);
        world.go(actor, Pc.REVOKE_READ_BELOW);
        return;
      }
      int update = revoked(world, slot, word);
      world.setLease(slot, update);
      if (LeaseWord.is(State.DEAD_LETTERING, update) && update != word) {
        revoked(world, actor, slot, true);
        return;
      }
    }
    revoked(world, actor, slot, false);
  }

  /** Goes on after a slot, or buries what was in it. */
  private static void revoked(World world, int actor, int slot, boolean buries) {
    if (buries) {
      world.set(actor, VICTIM, 0);
      world.set(actor, SEEN, 0);
      roll(world, actor, slot);
    } else if (slot + 1 == world.scenario.slots()) {
      world.rest(actor);
    } else {
      world.set(actor, INDEX, slot + 1);
      world.go(actor, Pc.REVOKE_SLOT);
    }
  }

  private static int revoked(World world, int slot, int word) {
    boolean loses = Cursor.winner(world.cursor()) != slot;
    return switch (LeaseWord.state(word)) {
      case LEASED -> TaskFacts.failed(world, word);
      case RESERVED ->
          world.keeps(Rule.LIVE_RESERVATION_IS_LEFT_ALONE)
              ? word
              : LeaseWord.disowned(State.FREE, word, 1);
      case INTENT -> {
        if (loses && !world.keeps(Rule.LIVE_INTENT_IS_NOT_FREED)) {
          yield LeaseWord.disowned(State.FREE, word, 1);
        }
        if (loses && !world.keeps(Rule.LIVE_INTENT_IS_NOT_RETURNED)) {
          yield LeaseWord.disowned(State.RETURNED, word, 1);
        }
        yield word;
      }
      default -> word;
    };
  }

  /** Starts to roll forward what is COMPLETING or DEAD_LETTERING in this slot. */
  static void roll(World world, int actor, int slot) {
    world.set(actor, INDEX, slot);
    world.set(actor, WORD, world.lease(slot));
    world.go(actor, Pc.ROLL_READ_SEQUENCE);
  }

  private static void rolled(World world, int actor) {
    if (world.get(actor, VICTIM) == 0) {
      world.rest(actor);
    } else {
      world.set(actor, WORD, 0);
      world.set(actor, TASK, 0);
      world.go(actor, Pc.REAP_READ_WORD);
    }
  }
}
