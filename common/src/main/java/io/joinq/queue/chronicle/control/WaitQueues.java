package io.joinq.queue.chronicle.control;

/** The wait words of a queue: what its threads, in all processes, sleep on. */
public final class Signals {
  /** There is something to take, or takes are to end. */
  public final WaitWord notEmpty;

  /** There is room, or puts are to end. */
  public final WaitWord notFull;

  /** A task ended. */
  public final WaitWord joined;

  public Signals(ControlFile control) {
    notEmpty = new WaitWord(control, ControlLayout.NOT_EMPTY);
    notFull = new WaitWord(control, ControlLayout.NOT_FULL);
    joined = new WaitWord(control, ControlLayout.JOINED);
  }

  public void wakeEverybody() {
    notEmpty.wakeAll();
    notFull.wakeAll();
    joined.wakeAll();
  }
}
