package io.joinq.server.http.transport;

import io.joinq.server.http.security.Endpoint;

/** The port cannot be opened. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenException(Endpoint endpoint, Throwable cause) {
    super(
        "cannot listen on "
            + endpoint.bind()
            + " port "
            + endpoint.port()
            + ": another process has it, or it is not ours to take; stop that process, or choose"
            + " another with "
            + endpoint.option()
            + " (0 = any free one)",
        cause);
  }
}
