package io.joinq.lab.cluster;

/** A demo could not go on: a process did not start, or what it waited for did not happen. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
