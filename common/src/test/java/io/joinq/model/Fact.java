package io.joinq.model;

/** A ghost fact about a task: the properties need it, the protocol does not know it. */
enum Fact {
  RETURNED_TO_PRODUCER,
  /** It was committed by a producer that died before put returned. */
  ORPHANED,
  ACCEPTED,
  DEAD_LETTERED,
  FINISHED,
  /** Cancel has said that it will not be delivered any more. */
  CANCELLED,
  /** It ended because it was cancelled. */
  ENDED_CANCELLED
}
