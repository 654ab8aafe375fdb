package io.joinq.lab.cluster;

/** A demo cannot continue: a process did not start, or an expected event did not happen. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
