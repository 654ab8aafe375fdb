package io.joinq.server.http.route;

/** How sensitive a route is, which decides who may use it. */
public enum Access {
  /** Nothing that is anybody's secret: whoever asks. */
  OPEN,
  /** What is going on here: no web page of another origin. */
  READS,
  /** Changes something: as READS, and whoever bears the token if there is one. */
  CHANGES
}
