package io.joinq.model;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** The steps between states, searched backwards from the states in which all work is done. */
final class EndReachability {
  private final Ints starts = new Ints();
  private final Ints targets = new Ints();

  /** The steps added from now on start in the next state, counting from 0. */
  void startState() {
    starts.add(targets.size());
  }

  void addStep(int target) {
    targets.add(target);
  }

  /** The first state from which none of the ends can be reached; -1 if there is none. */
  int firstStuckState(IntPredicate isEnd) {
    int states = starts.size();
    int[] from = new int[targets.size()];
    int[] fromStarts = invert(states, from);
    int[] queue = new int[states];
    boolean[] reaches = new boolean[states];
    int tail = 0;
    for (int state = 0; state < states; state++) {
      if (isEnd.test(state)) {
        reaches[state] = true;
        queue[tail++] = state;
      }
    }
    for (int head = 0; head < tail; head++) {
      for (int i = fromStarts[queue[head]]; i < fromStarts[queue[head] + 1]; i++) {
        if (!reaches[from[i]]) {
          reaches[from[i]] = true;
          queue[tail++] = from[i];
        }
      }
    }
    int stuck = 0;
    while (stuck < states && reaches[stuck]) {
      stuck++;
    }
    return stuck < states ? stuck : -1;
  }

  /** Fills {@code from} with the sources of the steps by target; returns where each begins. */
  private int[] invert(int states, int[] from) {
    int[] begins = new int[states + 1];
    for (int i = 0; i < targets.size(); i++) {
      begins[targets.get(i) + 1]++;
    }
    for (int state = 0; state < states; state++) {
      begins[state + 1] += begins[state];
    }
    int[] next = Arrays.copyOf(begins, states);
    for (int state = 0; state < states; state++) {
      int end = state + 1 < states ? starts.get(state + 1) : targets.size();
      for (int i = starts.get(state); i < end; i++) {
        from[next[targets.get(i)]++] = state;
      }
    }
    return begins;
  }
}
