package io.joinq.queue.chronicle.control;

/** The wait words of a queue, on which threads of all processes sleep. */
public final class WaitQueues {
  /** There is something to take, or takes are to end. */
  public final Futex notEmpty;

  /** There is room, or puts are to end. */
  public final Futex notFull;

  /** A task ended. */
  public final Futex joined;

  public WaitQueues(ControlFile control) {
    notEmpty = new Futex(control, ControlLayout.NOT_EMPTY);
    notFull = new Futex(control, ControlLayout.NOT_FULL);
    joined = new Futex(control, ControlLayout.JOINED);
  }

  public void wakeEverybody() {
    notEmpty.wakeAll();
    notFull.wakeAll();
    joined.wakeAll();
  }
}
