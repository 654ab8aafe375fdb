package io.joinq.queue.chronicle;

import io.joinq.queue.Lease;
import io.joinq.queue.LeaseLostException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.protocol.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * A delivery in its owner's hands. Its ends exclude one another, so that only one thread at a time
 * writes the file that bears the delivery's name.
 */
final class ChronicleLease implements Lease {
  private final QueueEngine engine;
  private final Delivery delivery;

  ChronicleLease(QueueEngine engine, Delivery delivery) {
    this.engine = engine;
    this.delivery = delivery;
  }

  boolean isOf(QueueEngine other) {
    return engine == other;
  }

  @Override
  public TaskId taskId() {
    return new TaskId(delivery.sequence());
  }

  @Override
  public byte[] payload() {
    return delivery.payload();
  }

  @Override
  public long fencingToken() {
    return SlotWord.generation(delivery.token());
  }

  @Override
  public int attempts() {
    return SlotWord.attempts(delivery.token()) + 1;
  }

  @Override
  public boolean isHeld() {
    return engine.slots().word(delivery.slot()) == delivery.token();
  }

  @Override
  public boolean renew() {
    return engine.calls().during(this::renewIfHeld);
  }

  private boolean renewIfHeld() {
    if (!isHeld()) {
      return false;
    }
    engine
        .slots()
        .renew(delivery.slot(), delivery.token(), delivery.config().leaseTimeout().toNanos());
    return isHeld();
  }

  @Override
  public boolean progress() {
    return engine.calls().during(this::noteProgress);
  }

  private boolean noteProgress() {
    if (!renewIfHeld()) {
      return false;
    }
    engine.slots().progress(delivery.slot(), delivery.token());
    return isHeld();
  }

  @Override
  public synchronized void release() {
    end("release", () -> engine.deliveries().release(delivery.slot(), delivery.token(), ""));
  }

  @Override
  public synchronized void retry(String reason) {
    end(
        "retry",
        () ->
            engine
                .deliveries()
                .retry(delivery.slot(), delivery.token(), Redelivery.Cause.HANDLER_FAILED, reason));
  }

  @Override
  public synchronized void fail(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    end("fail", () -> complete(TaskState.FAILED, bytes));
  }

  synchronized void done() {
    end(
        "taskDone",
        () -> engine.deliveries().done(delivery.slot(), delivery.token(), delivery.spilled()));
  }

  synchronized void done(byte[] result) {
    end("taskDone", () -> complete(TaskState.DONE, result));
  }

  private boolean complete(TaskState state, byte[] bytes) {
    return engine.deliveries().complete(delivery.slot(), delivery.token(), state, bytes);
  }

  private void end(String what, Supplier<Boolean> end) {
    engine.watch().require();
    if (engine.calls().during(end)) {
      return;
    }
    long word = engine.slots().word(delivery.slot());
    boolean elsewhere =
        engine.slots().sequence(delivery.slot()) == delivery.sequence()
            && SlotWord.state(word).isHeld();
    throw new LeaseLostException(
        what
            + " rejected: task="
            + delivery.sequence()
            + " token="
            + fencingToken()
            + (elsewhere
                ? " currentToken="
                    + SlotWord.generation(word)
                    + "; the lease was lost and the task has gone back or has another owner,"
                    + " discard the result"
                : "; this delivery has ended, discard the result"));
  }

  @Override
  public String toString() {
    return taskId() + " attempt " + attempts() + " token " + fencingToken();
  }
}
