package io.joinq.model;

import static io.joinq.model.Register.INDEX;
import static io.joinq.model.Register.LEFT;
import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.TASK;
import static io.joinq.model.Register.VICTIM;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;

/** Cleans up behind a dead process, by a recoverer or by the process that reuses the index. */
final class ReapSteps implements Steps {
  @Override
  public void take(World world, int actor, int choice) {
    int victim = world.get(actor, VICTIM) - 1;
    switch (world.pc(actor)) {
      case BOOT_TAKE_BYTE -> {
        world.takeByte(world.process(actor));
        world.go(actor, Pc.BOOT_LIST);
      }
      case BOOT_LIST -> list(world, actor);
      case REAP_READ_WORD -> readWord(world, actor, victim);
      case REAP_PROBE -> probe(world, actor, victim);
      case REAP_READ_CURSOR -> {
        world.set(actor, SEEN, world.cursor());
        judge(world, actor);
      }
      case REAP_READ_SEQUENCE -> {
        int won = Cursor.sequence(world.get(actor, SEEN)) - 1;
        decide(world, actor, world.sequence(world.get(actor, INDEX)) == won);
      }
      case REAP_CANCELLATION -> {
        if (CancelWord.isPending(world.cancellation())) {
          boolean unused = world.casCancellation(world.cancellation(), CancelWord.FREE);
        }
        world.go(actor, Pc.REAP_READ_WORD);
      }
      case REAP_READ_BELOW -> {
        boolean below = world.sequence(world.get(actor, INDEX)) < world.cancelledBelow();
        world.go(actor, below ? Pc.REAP_READ_ENTRY : Pc.REAP_TAKE);
      }
      case REAP_READ_ENTRY -> {
        int task = world.sequence(world.get(actor, INDEX));
        world.set(actor, TASK, CancelSteps.mustEnd(world, task) ? 1 : 0);
        world.go(actor, Pc.REAP_TAKE);
      }
      case REAP_TAKE -> reap(world, actor);
      case REAP_UNLIST -> {
        boolean self = victim == world.process(actor);
        if (self || world.user(victim) == world.get(actor, LEFT)) {
          world.unlist(victim);
        }
        if (self) {
          world.restAt(actor, Pc.BOOT_TAKE_BYTE);
        } else {
          world.set(actor, LEFT, 0);
          world.rest(actor);
        }
      }
      default -> throw new IllegalStateException("no step of a reap: " + world.pc(actor));
    }
  }

  /** Starts a new process, which is to have the place of a dead one: it reaps that one first. */
  static void boot(World world, int actor) {
    if (reapsFirst(world)) {
      startOwn(world, actor);
    } else {
      world.restAt(actor, Pc.BOOT_TAKE_BYTE);
    }
  }

  private static boolean reapsFirst(World world) {
    return world.keeps(Rule.REUSE_REAPS) && world.keeps(Rule.REAPED_BEFORE_ITS_BYTE_IS_TAKEN);
  }

  private static void startOwn(World world, int actor) {
    int process = world.process(actor);
    world.set(actor, VICTIM, process + 1);
    boolean cancels = RecoverSteps.isUndecidedOf(world, process);
    world.go(actor, cancels ? Pc.REAP_CANCELLATION : Pc.REAP_READ_WORD);
  }

  private static void list(World world, int actor) {
    int process = world.process(actor);
    int raise = world.keeps(Rule.REUSE_RAISES_INCARNATION) ? 1 : 0;
    world.list(process, world.incarnation(process) + raise);
    if (world.keeps(Rule.REUSE_REAPS) && !reapsFirst(world)) {
      startOwn(world, actor);
    } else {
      world.rest(actor);
    }
  }

  private static void readWord(World world, int actor, int victim) {
    int slot = world.get(actor, INDEX);
    int word = world.lease(slot);
    State state = LeaseWord.state(word);
    boolean his =
        LeaseWord.process(word) == victim && state != State.FREE && state != State.RETURNED;
    if (!his) {
      next(world, actor);
      return;
    }
    world.set(actor, WORD, word);
    boolean self = victim == world.process(actor);
    if (self || !world.keeps(Rule.REAP_PROBES_AFTER_READING)) {
      act(world, actor);
    } else {
      world.go(actor, Pc.REAP_PROBE);
    }
  }

  /** If the byte is free, whoever wrote the word that was read is dead. */
  private static void probe(World world, int actor, int victim) {
    if (!world.holdsByte(victim)) {
      act(world, actor);
    } else {
      world.set(actor, LEFT, 0);
      world.rest(actor);
    }
  }

  private static void act(World world, int actor) {
    boolean rolls = world.keeps(Rule.COMPLETING_IS_ROLLED_FORWARD);
    switch (LeaseWord.state(world.get(actor, WORD))) {
      case INTENT -> {
        if (world.keeps(Rule.REAP_READS_CURSOR_AFTER_DEATH)) {
          world.go(actor, Pc.REAP_READ_CURSOR);
        } else {
          judge(world, actor);
        }
      }
      case COMPLETING -> world.go(actor, rolls ? Pc.ROLL_READ_SEQUENCE : Pc.REAP_TAKE);
      case DEAD_LETTERING -> world.go(actor, Pc.ROLL_READ_SEQUENCE);
      case LEASED -> {
        boolean looks =
            world.scenario.hasCanceller()
                && world.keeps(Rule.TAKER_OF_LEASE_LOOKS_FOR_CANCELLATION);
        world.go(actor, looks ? Pc.REAP_READ_BELOW : Pc.REAP_TAKE);
      }
      default -> world.go(actor, Pc.REAP_TAKE);
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
    boolean keeps =
        won ? world.keeps(Rule.REAP_RETURNS_THE_WINNER) : !world.keeps(Rule.REAP_FREES_THE_LOSER);
    world.set(actor, TASK, keeps ? 1 : 0);
    if (world.keeps(Rule.REAP_READS_CURSOR_AFTER_DEATH)) {
      world.set(actor, SEEN, 0);
    }
    world.go(actor, Pc.REAP_TAKE);
  }

  /** Changes the slot if it still has the word that was read, and looks at it once more. */
  private static void reap(World world, int actor) {
    int slot = world.get(actor, INDEX);
    int word = world.get(actor, WORD);
    boolean keeps = world.get(actor, TASK) == 1;
    int update =
        switch (LeaseWord.state(word)) {
          case RESERVED -> TaskFacts.freed(world, word);
          case INTENT -> keeps ? LeaseWord.to(State.LEASED, word, 0) : TaskFacts.freed(world, word);
          default ->
              keeps ? LeaseWord.disowned(State.RETURNED, word, 1) : TaskFacts.failed(world, word);
        };
    boolean ended = LeaseWord.is(State.LEASED, word) && LeaseWord.is(State.FREE, update);
    if (world.casLease(slot, word, update) && ended) {
      TaskFacts.finish(world, slot);
    }
    world.set(actor, WORD, 0);
    world.set(actor, TASK, 0);
    world.go(actor, Pc.REAP_READ_WORD);
  }

  private static void next(World world, int actor) {
    int slot = world.get(actor, INDEX) + 1;
    boolean self = world.get(actor, VICTIM) - 1 == world.process(actor);
    if (slot < world.scenario.slots()) {
      world.set(actor, INDEX, slot);
      world.go(actor, Pc.REAP_READ_WORD);
    } else if (self && !reapsFirst(world)) {
      world.rest(actor);
    } else {
      world.set(actor, INDEX, 0);
      world.set(actor, SEEN, 0);
      world.go(actor, Pc.REAP_UNLIST);
    }
  }
}
