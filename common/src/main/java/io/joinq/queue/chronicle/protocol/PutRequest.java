package io.joinq.queue.chronicle.protocol;

import java.util.function.BooleanSupplier;

/**
 * The arguments of a put.
 *
 * @param deadline until when it may wait for room and for the lock
 * @param sync whether it returns only after the task is on disk
 * @param check called while waiting; throws to end the wait
 * @param decide called once, under the put lock and before the append; false withdraws the put
 */
public record PutRequest(
    byte[] payload, Deadline deadline, boolean sync, Runnable check, BooleanSupplier decide) {

  PutRequest until(Deadline earlier) {
    return new PutRequest(payload, earlier, sync, check, decide);
  }
}
