package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.queue.JoinableQueue;

/** Runs the code of producers and workers for a moment, in a process without faults. */
final class ChaosWarmUp {
  private static final int ROUNDS = 40;

  private ChaosWarmUp() {}

  public static void main(String[] arguments) throws Exception {
    ChildSetup setup = ChildSetup.of(arguments);
    try (EventLog log = new EventLog(setup.log())) {
      ChildLife life = ChildLife.begin(log);
      try (JoinableQueue queue = setup.openAsWorker()) {
        ChaosProducer producer = new ChaosProducer(setup, log, queue);
        ChaosWorker worker = new ChaosWorker(setup, log, queue);
        for (int i = 0; i < ROUNDS; i++) {
          producer.once();
          worker.once();
        }
      }
      life.end();
    }
  }
}
