package io.joinq.queue.chronicle;

import io.joinq.conformance.CrashConformance;
import io.joinq.conformance.ProtocolSteps;
import io.joinq.queue.QueueConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class ChronicleCrashTest extends CrashConformance {
  @TempDir Path folder;

  @Override
  protected QueueConfig newQueue(int capacity) {
    return ConformanceQueues.create(folder, capacity);
  }

  @Override
  protected ProtocolSteps steps() {
    return ConformanceQueues.STEPS;
  }
}
