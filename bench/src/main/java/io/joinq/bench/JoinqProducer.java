package io.joinq.bench;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;

/** Arguments: URL, then a {@link Load}. Puts until stdin ends, joins, and shuts the queue down. */
final class JoinqProducer {
  private JoinqProducer() {}

  public static void main(String[] arguments) throws InterruptedException {
    Load load = Load.parse(arguments, 1);
    StdinWatch stdin = StdinWatch.start();
    QueueConfig config = QueueConfig.of(arguments[0]).withCapacity(load.capacity());
    try (JoinableQueue queue = JoinableQueue.open(config)) {
      byte[] payload = new byte[load.payloadBytes()];
      Pings pings = load.kind() == Load.Kind.LATENCY ? new Pings() : null;
      long tasks = 0;
      while (!stdin.hasEnded()) {
        if (pings != null) {
          pings.awaitBeat(payload);
        }
        queue.put(payload);
        tasks++;
      }
      queue.join();
      Report.print(Report.JOINED, tasks, 0);
      queue.shutdown();
    }
  }
}
