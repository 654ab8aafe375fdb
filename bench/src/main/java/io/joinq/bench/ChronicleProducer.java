package io.joinq.bench;

import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/** Arguments: folder, then a {@link Load}. Appends until stdin ends, and an empty record last. */
final class ChronicleProducer {
  private ChronicleProducer() {}

  public static void main(String[] arguments) {
    Load load = Load.parse(arguments, 1);
    StdinWatch stdin = StdinWatch.start();
    try (ChronicleQueue queue = ChronicleQueue.single(arguments[0]);
        ExcerptAppender appender = queue.createAppender()) {
      byte[] payload = new byte[load.payloadBytes()];
      long tasks = 0;
      while (!stdin.hasEnded()) {
        append(appender, payload);
        tasks++;
      }
      append(appender, new byte[1]);
      Report.print(Report.JOINED, tasks, 0);
    }
  }

  private static void append(ExcerptAppender appender, byte[] payload) {
    try (DocumentContext document = appender.writingDocument()) {
      document.wire().bytes().write(payload);
    }
  }
}
