package io.joinq.server.http.transport;

import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemType;

/**
 * Bounds the memory of payloads that are not yet in the queue and of results being sent, over all
 * clients. Thread-safe; never blocks.
 */
public final class PayloadMemory {
  // While it waits, a payload is there twice: as it came, and as the queue was given it.
  private static final int PART_OF_HEAP = 8;

  private final long most;
  private long held;

  PayloadMemory(long most) {
    this.most = most;
  }

  public static PayloadMemory ofHeap() {
    return new PayloadMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /**
   * Acquires this number of bytes, until {@link Hold#release}. A request that is alone gets even
   * more than the limit, because a large payload could never pass otherwise.
   *
   * @throws ProblemException if others hold too much
   */
  public Hold hold(long bytes) {
    Hold hold = new Hold();
    hold.growTo(bytes);
    return hold;
  }

  synchronized long held() {
    return held;
  }

  /** What one request has taken. */
  public final class Hold {
    // Guarded by the memory.
    private long bytes;

    private Hold() {}

    /**
     * Extends the hold to this number of bytes.
     *
     * @throws ProblemException if others hold too much; the hold is unchanged then
     */
    public void growTo(long needed) {
      synchronized (PayloadMemory.this) {
        long others = held - bytes;
        if (others > 0 && others + needed > most) {
          throw tooMuch(needed, others).toException();
        }
        change(needed);
      }
    }

    /** Reduces the hold to this number of bytes. */
    void shrinkTo(long needed) {
      synchronized (PayloadMemory.this) {
        change(needed);
      }
    }

    private void change(long needed) {
      held += needed - bytes;
      bytes = needed;
    }

    /** Gives all back; once more does nothing. */
    public void release() {
      shrinkTo(0);
    }
  }

  private Problem tooMuch(long needed, long others) {
    return Problem.of(
            ProblemType.TOO_MANY_TRANSFERS,
            "this takes %d bytes of memory while it is on its way or waits; others have %d of %d"
                .formatted(needed, others, most))
        .retryAfter(1);
  }
}
