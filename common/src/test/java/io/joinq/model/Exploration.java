package io.joinq.model;

import io.joinq.model.Transitions.Transition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Visits every state of a scenario, breadth first, so that the first violation found has a shortest
 * trace. When no state violates a property, it looks for states from which the end of all work
 * cannot be reached any more.
 */
final class Exploration {
  /**
   * What was found.
   *
   * @param states how many different states were met
   * @param steps how many transitions led to them
   * @param depth the length of the longest shortest path
   * @param violation empty if all properties hold
   * @param trace how it comes to the violation
   */
  record Finding(int states, long steps, int depth, String violation, List<String> trace) {
    boolean isClean() {
      return violation == null;
    }

    String story() {
      return violation + "\n  " + String.join("\n  ", trace);
    }
  }

  private static final int MOST_STATES = 8_000_000;

  private final World world;
  private final Transitions transitions;
  private final StateStore store;
  private final Ints parents = new Ints();
  private final Ints depths = new Ints();
  private final EndReachability ends = new EndReachability();
  private long steps;
  private int current;
  private String violation;
  private char[] violating;

  private Exploration(Scenario scenario, Set<Rule> removed) {
    world = new World(scenario, removed);
    transitions = new Transitions(world);
    store = new StateStore(world.size());
  }

  static Finding of(Scenario scenario, Set<Rule> removed) {
    return new Exploration(scenario, removed).run();
  }

  private Finding run() {
    store.add(world.cells());
    parents.add(-1);
    depths.add(0);
    for (current = 0; current < store.size() && violation == null; current++) {
      ends.startState();
      transitions.visitSuccessors(store.get(current), this::meet);
    }
    int last = current - 1;
    if (violation != null) {
      return finding(last, trace(last, violating));
    }
    int stuck = ends.firstStuckState(this::isAtEnd);
    if (stuck >= 0) {
      violation = "from here the work cannot come to its end any more";
      return finding(last, trace(parents.get(stuck), store.get(stuck)));
    }
    return finding(last, List.of());
  }

  private boolean isAtEnd(int state) {
    world.become(store.get(state));
    return Properties.isAtEnd(world);
  }

  private Finding finding(int last, List<String> trace) {
    return new Finding(store.size(), steps, depths.get(last), violation, trace);
  }

  private void meet(World next, Transition transition) {
    if (violation != null) {
      return;
    }
    steps++;
    JoinSteps.observe(next);
    ShutdownSteps.observe(next);
    Properties.check(next);
    if (next.violation() != null) {
      violation = next.violation();
      violating = next.cells().clone();
      return;
    }
    int number = store.add(next.cells());
    if (number == parents.size()) {
      parents.add(current);
      depths.add(depths.get(current) + 1);
      if (number >= MOST_STATES) {
        throw new IllegalStateException(world.scenario + " has more states than " + number);
      }
    }
    if (transition.isProgress()) {
      ends.addStep(number);
    }
  }

  private List<String> trace(int parent, char[] last) {
    List<String> lines = new ArrayList<>();
    char[] to = last;
    for (int from = parent; from >= 0; from = parents.get(from)) {
      lines.add(Descriptions.step(world, transitions, store.get(from), to));
      to = store.get(from);
    }
    Collections.reverse(lines);
    return lines;
  }
}
