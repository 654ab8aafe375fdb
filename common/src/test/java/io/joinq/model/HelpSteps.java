package io.joinq.model;

import static io.joinq.model.Register.SEEN;
import static io.joinq.model.Register.WORD;

import io.joinq.model.LeaseWord.State;

/** Leases the task of CURSOR's winner for it, if it has not done so yet. */
final class HelpSteps implements Steps {
  @Override
  public void take(World world, int actor, int choice) {
    int seen = world.get(actor, SEEN);
    int winner = Cursor.winner(seen);
    int word = world.get(actor, WORD);
    switch (world.pc(actor)) {
      case HELP_READ_WORD -> {
        if (LeaseWord.is(State.INTENT, world.lease(winner))) {
          world.set(actor, WORD, world.lease(winner));
          world.go(actor, Pc.HELP_READ_SEQUENCE);
        } else {
          goOn(world, actor);
        }
      }
      case HELP_READ_SEQUENCE -> {
        boolean won = world.sequence(winner) == Cursor.sequence(seen) - 1;
        if (won || !world.keeps(Rule.HELP_CHECKS_SEQUENCE)) {
          world.go(actor, Pc.HELP_CAS);
        } else {
          goOn(world, actor);
        }
      }
      case HELP_CAS -> {
        boolean unused = world.casLease(winner, word, LeaseWord.to(State.LEASED, word, 0));
        goOn(world, actor);
      }
      default -> throw new IllegalStateException("no step of helping: " + world.pc(actor));
    }
  }

  private static void goOn(World world, int actor) {
    world.set(actor, WORD, 0);
    boolean claims = world.scenario.actor(actor).role() != Role.RECOVERER;
    world.go(actor, claims ? Pc.READ_APPENDED : Pc.REVOKE_SLOT);
  }
}
