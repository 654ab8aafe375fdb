package io.joinq.server.http.route;

/** How sensitive a route is, which decides who may use it. */
public enum Access {
  /** Public: everybody may use it. */
  OPEN,
  /** What is going on here: no web page of another origin. */
  READS,
  /** Changes state: as READS, and with the token if one is set. */
  CHANGES
}
