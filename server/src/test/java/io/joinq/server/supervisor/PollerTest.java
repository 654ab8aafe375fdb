package io.joinq.server.supervisor;

import static org.awaitility.Awaitility.await;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
@Timeout(60)
class PollerTest {
  @TempDir private Path folder;

  @Test
  void looksAgainWhateverFailedAtTheLastLook() {
    AtomicInteger looks = new AtomicInteger();
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of("chronicle:" + folder));
        Poller watch =
            new Poller(
                queue,
                List::of,
                snapshot -> {
                  looks.incrementAndGet();
                  throw new InternalError("a mapped page is gone");
                })) {
      watch.start();

      await().atMost(Duration.ofSeconds(20)).until(() -> looks.get() > 1);
    }
  }
}
