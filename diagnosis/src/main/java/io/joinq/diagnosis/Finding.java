package io.joinq.diagnosis;

import java.util.List;
import java.util.Set;

/**
 * A statement that holds now.
 *
 * @param sentence the statement; starts in lower case and has no full stop, to follow another one
 * @param evidence one line each
 * @param remedy what to do; may be empty for a symptom
 * @param explains the findings that are consequences of this one, where they hold
 * @param aside whether it blocks nothing, or not everything; it is the cause only if nothing else
 *     is
 */
public record Finding(
    Cause cause,
    String sentence,
    List<String> evidence,
    String remedy,
    Set<Cause> explains,
    List<Stack> stacks,
    boolean aside) {
  public Finding {
    evidence = List.copyOf(evidence);
    explains = Set.copyOf(explains);
    stacks = List.copyOf(stacks);
  }

  static Finding of(Cause cause, String sentence) {
    return new Finding(cause, sentence, List.of(), "", Set.of(), List.of(), false);
  }

  Finding restingOn(List<String> lines) {
    return new Finding(cause, sentence, lines, remedy, explains, stacks, aside);
  }

  Finding restingOn(String... lines) {
    return restingOn(List.of(lines));
  }

  Finding remediedBy(String what) {
    return new Finding(cause, sentence, evidence, what, explains, stacks, aside);
  }

  Finding explaining(Cause... consequences) {
    return new Finding(cause, sentence, evidence, remedy, Set.of(consequences), stacks, aside);
  }

  Finding withStacks(List<Stack> shown) {
    return new Finding(cause, sentence, evidence, remedy, explains, shown, aside);
  }

  Finding asideIf(boolean is) {
    return new Finding(cause, sentence, evidence, remedy, explains, stacks, is);
  }
}
