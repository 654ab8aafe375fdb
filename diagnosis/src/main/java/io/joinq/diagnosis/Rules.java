package io.joinq.diagnosis;

import java.util.List;
import java.util.Optional;

/** All rules. */
final class Rules {
  private static final List<Rule> ALL =
      List.of(
          QueueRules::producerStopped,
          QueueRules::diskFull,
          QueueRules::shutDown,
          ServerRules::stopped,
          ServerRules::gone,
          ServerRules::blockedElsewhere,
          PoisonRule::apply,
          PoisonRule::handlerFails,
          DeathRules::crashLoop,
          DeathRules::killed,
          DeathRules::none,
          WorkerRules::stopped,
          WorkerRules::hung,
          QueueRules::paused,
          WorkerRules::busyLong,
          QueueRules::tooSlow,
          ServerRules::silent,
          QueueRules::full,
          ServerRules::blockedInPut,
          HistoryRules::deadLetter,
          HistoryRules::hungBefore);

  private Rules() {}

  static List<Finding> apply(Evidence evidence) {
    return ALL.stream().map(rule -> rule.apply(evidence)).flatMap(Optional::stream).toList();
  }
}
