package io.joinq.queue;

/** A payload or result exceeds the queue's limit. Nothing was stored. */
public final class PayloadTooLargeException extends QueueException {
  private static final long serialVersionUID = 1L;

  /**
   * @param what what is too large: "payload" or "result"
   * @param bytes its length
   * @param maxBytes the largest length that is accepted
   */
  public PayloadTooLargeException(String what, long bytes, long maxBytes) {
    super(
        what
            + " of "
            + bytes
            + " bytes is larger than the limit of "
            + maxBytes
            + " bytes; send less, or raise --max-payload");
  }
}
