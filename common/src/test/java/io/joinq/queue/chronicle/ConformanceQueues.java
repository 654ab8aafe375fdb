package io.joinq.queue.chronicle;

import io.joinq.conformance.ProtocolSteps;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.chronicle.failpoint.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What the conformance suite needs to know of the Chronicle engine. */
final class ConformanceQueues {
  static final ProtocolSteps STEPS =
      new ProtocolSteps(
          "joinq.step",
          "%s:%s",
          Step.PUT_RECORD_WRITTEN.name(),
          Step.CLAIM_READING.name(),
          names(
              Step.PUT_LOCKED,
              Step.PUT_DOCUMENT_OPEN,
              Step.PUT_RECORD_WRITTEN,
              Step.PUT_COMMITTED,
              Step.PUT_APPENDED,
              Step.PUT_UNLOCKED),
          names(Step.PUT_SPILL_WRITTEN, Step.PUT_SPILL_NAMED),
          names(
              Step.CLAIM_RESERVED,
              Step.CLAIM_FIELDS_WRITTEN,
              Step.CLAIM_INTENT,
              Step.CLAIM_WON,
              Step.CLAIM_LEASED,
              Step.CLAIM_READING),
          names(
              Step.DONE_RESULT_STAGED,
              Step.DONE_COMPLETING,
              Step.DONE_RESULT_PUBLISHED,
              Step.DONE_FREED));

  private static final AtomicInteger COUNT = new AtomicInteger();

  private ConformanceQueues() {}

  static QueueConfig create(Path folder, int capacity) {
    Path queue = folder.resolve("queue-" + COUNT.getAndIncrement());
    return QueueConfig.of("chronicle:" + queue).withCapacity(capacity);
  }

  private static List<String> names(Step... steps) {
    return Stream.of(steps).map(Step::name).toList();
  }
}
