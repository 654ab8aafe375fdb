package io.joinq.queue.chronicle;

/** The wait words of a queue: what its threads, in all processes, sleep on. */
final class Signals {
  /** There is something to take, or takes are to end. */
  final WaitWord notEmpty;

  /** There is room, or puts are to end. */
  final WaitWord notFull;

  /** A task ended. */
  final WaitWord joined;

  Signals(ControlFile control) {
    notEmpty = new WaitWord(control, ControlLayout.NOT_EMPTY);
    notFull = new WaitWord(control, ControlLayout.NOT_FULL);
    joined = new WaitWord(control, ControlLayout.JOINED);
  }

  void wakeEverybody() {
    notEmpty.wakeAll();
    notFull.wakeAll();
    joined.wakeAll();
  }
}
