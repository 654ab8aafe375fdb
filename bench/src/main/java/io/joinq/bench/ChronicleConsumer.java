package io.joinq.bench;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** Arguments: folder, then a {@link Load}. Reads until a record of one byte. */
final class ChronicleConsumer {
  private ChronicleConsumer() {}

  public static void main(String[] arguments) {
    Load load = Load.parse(arguments, 1);
    StdinWatch.exitAtEnd();
    try (ChronicleQueue queue = ChronicleQueue.single(arguments[0]);
        ExcerptTailer tailer = queue.createTailer()) {
      Meter meter = Meter.of(load);
      byte[] payload = new byte[load.payloadBytes()];
      for (int length = 0; length != 1; length = read(tailer, payload)) {
        if (length > 0) {
          meter.taken(payload);
        } else {
          Thread.onSpinWait();
        }
      }
    }
  }

  /** Returns how long the next record is, 0 if there is none yet. */
  private static int read(ExcerptTailer tailer, byte[] payload) {
    try (DocumentContext document = tailer.readingDocument()) {
      if (!document.isPresent()) {
        return 0;
      }
      Bytes<?> bytes = document.wire().bytes();
      int length = (int) bytes.readRemaining();
      bytes.read(payload, 0, length);
      return length;
    }
  }
}
