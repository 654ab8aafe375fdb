package io.joinq.model;

/** What a thread of a modelled process does for a living, and where it rests between two rounds. */
enum Role {
  CLAIMER(Pc.CLAIMER_REST),
  PRODUCER(Pc.PRODUCER_REST),
  RECOVERER(Pc.RECOVERER_REST),
  JOINER(Pc.JOINER_REST),
  PAUSER(Pc.PAUSE),
  RECLAIMER(Pc.RECLAIMER_REST),
  CANCELLER(Pc.CANCELLER_REST),
  PASSER(Pc.PASSER_REST),
  /** Shuts the queue down, once. */
  CLOSER(Pc.SHUT_DOWN);

  private final Pc rest;

  Role(Pc rest) {
    this.rest = rest;
  }

  Pc rest() {
    return rest;
  }
}
