package io.joinq.queue.chronicle;

import io.joinq.conformance.ProtocolSteps;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.chronicle.failpoint.FailPoint;
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
          FailPoint.PUT_RECORD_WRITTEN.name(),
          FailPoint.CLAIM_READING.name(),
          names(
              FailPoint.PUT_LOCKED,
              FailPoint.PUT_DOCUMENT_OPEN,
              FailPoint.PUT_RECORD_WRITTEN,
              FailPoint.PUT_COMMITTED,
              FailPoint.PUT_APPENDED,
              FailPoint.PUT_UNLOCKED),
          names(FailPoint.PUT_SPILL_WRITTEN, FailPoint.PUT_SPILL_NAMED),
          names(
              FailPoint.CLAIM_RESERVED,
              FailPoint.CLAIM_FIELDS_WRITTEN,
              FailPoint.CLAIM_INTENT,
              FailPoint.CLAIM_WON,
              FailPoint.CLAIM_LEASED,
              FailPoint.CLAIM_READING),
          names(
              FailPoint.DONE_RESULT_STAGED,
              FailPoint.DONE_COMPLETING,
              FailPoint.DONE_RESULT_PUBLISHED,
              FailPoint.DONE_FREED));

  private static final AtomicInteger COUNT = new AtomicInteger();

  private ConformanceQueues() {}

  static QueueConfig create(Path folder, int capacity) {
    Path queue = folder.resolve("queue-" + COUNT.getAndIncrement());
    return QueueConfig.of("chronicle:" + queue).withCapacity(capacity);
  }

  private static List<String> names(FailPoint... steps) {
    return Stream.of(steps).map(FailPoint::name).toList();
  }
}
