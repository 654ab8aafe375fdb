package io.joinq.diagnosis;

import java.util.Optional;

/** Finds one thing in the evidence, if it is there. A pure function. */
@FunctionalInterface
interface Rule {
  Optional<Finding> apply(Evidence evidence);
}
