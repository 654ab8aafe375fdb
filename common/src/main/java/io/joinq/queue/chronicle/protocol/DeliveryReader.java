package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.TaskLog;
import io.joinq.queue.chronicle.log.TaskRecord;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a leased slot into a delivery: reads the payload, or ends what must not be delivered. */
final class DeliveryReader {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryReader.class);

  private final LeaseSlots slots;
  private final Deliveries deliveries;
  private final TaskLog log;
  private final QueueFiles files;
  private final Cancellations cancellations;

  DeliveryReader(
      LeaseSlots slots,
      Deliveries deliveries,
      TaskLog log,
      QueueFiles files,
      Cancellations cancellations) {
    this.slots = slots;
    this.deliveries = deliveries;
    this.log = log;
    this.files = files;
    this.cancellations = cancellations;
  }

  /**
   * Reads the payload of a slot that this process has leased.
   *
   * @return empty if the task was cancelled, had ended or is damaged, or if the lease was lost
   * @throws QueueException if the task cannot be read now; it was released
   */
  Optional<Delivery> deliver(int slot, long leased, QueueConfig config) {
    long sequence = slots.sequence(slot);
    if (cancellations.mustEnd(sequence)) {
      deliveries.cancel(slot, leased);
      cancellations.settle();
      return Optional.empty();
    }
    try {
      FailPoint.CLAIM_READING.reached();
      TaskRecord record =
          log.read(sequence)
              .orElseThrow(
                  () ->
                      new TaskRecord.DamagedRecordException(sequence, "the log does not have it"));
      if (record.isEnded()) {
        deliveries.done(slot, leased, false);
        return Optional.empty();
      }
      return deliver(slot, leased, record, config);
    } catch (TaskRecord.DamagedRecordException e) {
      deadLetter(slot, leased, e);
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      // A fault of a mapped file is an Error.
      deliveries.release(slot, leased, "could not be read: " + e);
      throw new QueueException("cannot read task-" + sequence + ", it was released: " + e, e);
    }
  }

  private Optional<Delivery> deliver(int slot, long leased, TaskRecord record, QueueConfig config) {
    long sequence = slots.sequence(slot);
    long enqueuedAt = slots.enqueuedAt(slot);
    byte[] payload = record.payload(files.spills());
    // Checked after the read: the segment of a lost lease may be deleted meanwhile.
    if (slots.word(slot) != leased) {
      return Optional.empty();
    }
    return Optional.of(
        new Delivery(slot, leased, sequence, enqueuedAt, payload, record.isSpilled(), config));
  }

  /** An unreadable task must neither vanish nor be redelivered for ever. */
  private void deadLetter(int slot, long leased, TaskRecord.DamagedRecordException e) {
    if (slots.word(slot) == leased && deliveries.bury(slot, leased, e.getMessage())) {
      LOG.error("{}; it is a dead letter now", e.getMessage());
    }
  }
}
