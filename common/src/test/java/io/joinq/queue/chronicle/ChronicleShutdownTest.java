package io.joinq.queue.chronicle;

import io.joinq.conformance.ShutdownConformance;
import io.joinq.queue.QueueConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
final class ChronicleShutdownTest extends ShutdownConformance {
  @TempDir Path folder;

  @Override
  protected QueueConfig newQueue(int capacity) {
    return ConformanceQueues.create(folder, capacity);
  }
}
