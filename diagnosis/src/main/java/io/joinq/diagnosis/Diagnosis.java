package io.joinq.diagnosis;

import io.joinq.queue.QueueStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The result: what is wrong, and why.
 *
 * @param chain from the symptom to the root cause, which comes last; never empty
 * @param also other findings, which are not part of the chain
 */
record Diagnosis(List<Finding> chain, List<Finding> also, Evidence evidence) {
  Diagnosis {
    chain = List.copyOf(chain);
    also = List.copyOf(also);
  }

  static Diagnosis of(Evidence evidence) {
    List<Finding> findings = new ArrayList<>(Rules.apply(evidence));
    if (findings.stream().allMatch(f -> f.cause() == Cause.WORKER_HUNG_BEFORE)) {
      findings.add(allWell(evidence));
    }
    findings.sort(Comparator.comparing(Finding::aside).thenComparing(Finding::cause));
    List<Finding> chain = chain(root(findings), findings);
    findings.removeAll(chain);
    return new Diagnosis(chain, findings, evidence);
  }

  /** The most severe that no other explains, and that is not aside if there is another. */
  private static Finding root(List<Finding> findings) {
    Set<Cause> explained = EnumSet.noneOf(Cause.class);
    findings.forEach(finding -> explained.addAll(finding.explains()));
    return findings.stream()
        .filter(finding -> !explained.contains(finding.cause()))
        .findFirst()
        .orElse(findings.get(0));
  }

  /* The longest way of explanations that ends here. No cause explains itself, by any way. */
  private static List<Finding> chain(Finding root, List<Finding> findings) {
    List<Finding> longest = new ArrayList<>();
    for (Finding consequence : findings) {
      if (root.explains().contains(consequence.cause())) {
        List<Finding> way = chain(consequence, findings);
        if (way.size() > longest.size()) {
          longest = way;
        }
      }
    }
    longest.add(root);
    return longest;
  }

  private static Finding allWell(Evidence evidence) {
    QueueStatus status = evidence.status();
    return Finding.of(
            Cause.ALL_WELL,
            "all is well: %s at work, %d of %d places taken, %s put and %s claimed"
                .formatted(
                    Phrases.count(status.workers().size(), "worker"),
                    status.depth(),
                    status.capacity(),
                    Phrases.rate(evidence.arrivalsPerSecond()),
                    Phrases.rate(evidence.claimsPerSecond())))
        .restingOn(QueueRules.counts(evidence))
        .remediedBy("nothing to do");
  }

  Finding root() {
    return chain.get(chain.size() - 1);
  }

  List<Stack> stacks() {
    List<Stack> stacks = new ArrayList<>();
    chain.forEach(finding -> stacks.addAll(finding.stacks()));
    also.forEach(finding -> stacks.addAll(finding.stacks()));
    return stacks;
  }
}
