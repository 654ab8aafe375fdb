package io.joinq.model;

import io.joinq.model.Transitions.Transition;
import java.util.Arrays;
import java.util.Locale;

/** States and transitions in words, for the trace of a violation. */
final class Descriptions {
  private Descriptions() {}

  /** The transition that leads from one state to the other, and what the processes then share. */
  static String step(World world, Transitions transitions, char[] from, char[] to) {
    String[] found = {"(start)"};
    transitions.visitSuccessors(
        from,
        (next, transition) -> {
          JoinSteps.observe(next);
          ShutdownSteps.observe(next);
          if (Arrays.equals(next.cells(), to)) {
            found[0] = name(next, transition);
          }
        });
    world.become(to);
    return String.format(Locale.ROOT, "%-42s %s", found[0], shared(world));
  }

  private static String name(World world, Transition transition) {
    if (transition.fault() != null && transition.pc() == Pc.OVER) {
      return "p" + transition.who() + " " + transition.fault();
    }
    int actor = transition.who();
    String choice = transition.choice() == 0 ? "" : " (" + transition.choice() + ")";
    String role = world.scenario.actor(actor).role().name().toLowerCase(Locale.ROOT);
    return "p" + world.process(actor) + " " + role + actor + " " + transition.pc() + choice;
  }

  private static String shared(World world) {
    StringBuilder text = new StringBuilder("CURSOR ").append(Cursor.describe(world.cursor()));
    text.append(", APPENDED ").append(world.appended()).append(" of ").append(world.log());
    if (world.putLock() != 0) {
      text.append(", PUTLOCK p").append(PutLock.process(world.putLock()));
    }
    if (world.isShutDown()) {
      text.append(", SHUT DOWN");
    }
    for (int slot = 0; slot < world.scenario.slots(); slot++) {
      text.append(", slot ").append(slot).append(' ');
      text.append(LeaseWord.describe(world.lease(slot)));
      text.append(" task ").append(world.sequence(slot));
    }
    for (int task = 0; task < world.scenario.tasks(); task++) {
      if (world.isTask(task, Fact.FINISHED)) {
        text.append(", task ").append(task).append(" ended");
      }
    }
    return text.toString();
  }
}
