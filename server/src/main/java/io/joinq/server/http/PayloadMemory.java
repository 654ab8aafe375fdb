package io.joinq.server.http;

import io.joinq.server.http.route.ProblemType;

/**
 * The memory for payloads that have come and are not in the queue yet, and for results on their way
 * out. It bounds what clients can take of the heap together, however many they are. Thread-safe;
 * nothing in it waits.
 */
final class PayloadMemory {
  // While it waits, a payload is there twice: as it came, and as the queue was given it.
  private static final int PART_OF_HEAP = 8;

  private final long most;
  private long held;

  PayloadMemory(long most) {
    this.most = most;
  }

  static PayloadMemory ofHeap() {
    return new PayloadMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /**
   * Takes so many bytes, to be given back with {@link Hold#release}. Even more than there is at all
   * is given to one who is alone: else a large payload could never pass.
   *
   * @throws ProblemException if others hold too much
   */
  synchronized Hold hold(long bytes) {
    if (held > 0 && held + bytes > most) {
      throw Problem.of(
              ProblemType.TOO_MANY_TRANSFERS,
              "this takes %d bytes of memory while it is on its way or waits; others have %d of %d"
                  .formatted(bytes, held, most))
          .retryAfter(1)
          .toException();
    }
    held += bytes;
    return new Hold(bytes);
  }

  private synchronized void change(long bytes) {
    held += bytes;
  }

  synchronized long held() {
    return held;
  }

  /** What one request has taken. Thread-safe. */
  final class Hold {
    private long bytes;

    private Hold(long bytes) {
      this.bytes = bytes;
    }

    /** Gives back what is over so many bytes. */
    synchronized void shrinkTo(long needed) {
      change(needed - bytes);
      bytes = needed;
    }

    /** Gives all back; once more does nothing. */
    void release() {
      shrinkTo(0);
    }
  }
}
