package io.joinq.server.put;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The deadline of a client for its put. It can only shorten the put timeout. */
public final class ClientDeadline {
  /** For a client that sets no deadline. */
  public static final ClientDeadline NONE = new ClientDeadline(0, false);

  private final long atNanos;
  private final boolean isSet;

  private ClientDeadline(long atNanos, boolean isSet) {
    this.atNanos = atNanos;
    this.isSet = isSet;
  }

  /**
   * @param atNanos in terms of {@link System#nanoTime}
   */
  public static ClientDeadline at(long atNanos) {
    return new ClientDeadline(atNanos, true);
  }

  /**
   * The outcome of somebody else's put if it comes in time, and otherwise {@link
   * PutOutcome.Undecided}.
   */
  public CompletableFuture<PutOutcome> bound(CompletableFuture<PutOutcome> shared) {
    if (!isSet || shared.isDone()) {
      return shared;
    }
    long nanos = within(PutConfig.LONGEST_TIMEOUT).toNanos();
    // A copy: the deadline of one must not end the put for the others.
    return shared.copy().completeOnTimeout(new PutOutcome.Undecided(), nanos, TimeUnit.NANOSECONDS);
  }

  /** What is left of the client's time, and no more than the timeout; zero tries once. */
  Duration within(Duration timeout) {
    if (!isSet) {
      return timeout;
    }
    Duration left = Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    return left.compareTo(timeout) < 0 ? left : timeout;
  }
}
