package io.joinq.model;

/** How a modelled process does. A stopped one keeps its byte and all that it holds. */
enum Condition {
  LIVE,
  DEAD,
  STOPPED;

  private static final Condition[] ALL = values();

  static Condition of(int ordinal) {
    return ALL[ordinal];
  }
}
