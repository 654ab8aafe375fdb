package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.TaskId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The future of a waiting put. It is accepted, timed out or cancelled exactly once: a put whose
 * cancel returned true is never accepted, and a put that is being accepted cannot be cancelled.
 */
public final class PutFuture<T> extends CompletableFuture<T> {
  private final AtomicBoolean decided = new AtomicBoolean();
  private final Function<Optional<TaskId>, T> result;

  public PutFuture(Function<Optional<TaskId>, T> result) {
    this.result = result;
  }

  /** True for the one caller that may settle this. */
  public boolean decide() {
    return decided.compareAndSet(false, true);
  }

  boolean isDecided() {
    return decided.get();
  }

  void settle(Optional<TaskId> id) {
    complete(result.apply(id));
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return decide() ? super.cancel(mayInterruptIfRunning) : isCancelled();
  }
}
