package io.joinq.model;

/** The steps of one part of the protocol. */
interface Steps {
  /** In how many ways this actor's step can be taken now; 0 while it has to wait. */
  default int choices(World world, int actor) {
    return 1;
  }

  /**
   * Takes the step.
   *
   * @param choice from 0 to {@link #choices} - 1
   */
  void take(World world, int actor, int choice);
}
