package io.joinq.server.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.diagnosis.DiagnosisView;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.server.events.Events;
import io.joinq.server.loop.EventLoop;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.FailedPuts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(60)
class ServerDiagnosisTest {
  @TempDir private Path folder;

  private ServerDiagnosis diagnosis(URI queue) {
    return new ServerDiagnosis(
        queue,
        new ServerDiagnosis.Puts("async", FailedPuts.counted(System::nanoTime)),
        new Watchdog(new EventLoop("event-loop"), Watchdog.STALL_THRESHOLD),
        new Events(Clock.systemUTC()),
        List::of,
        Duration.ofMinutes(5));
  }

  @Test
  void givesThoseWhoAskMeanwhileTheOneThatIsUnderWayAndLaterOnesAnother() {
    URI queue = URI.create("chronicle:" + folder.resolve("queue"));
    try (JoinableQueue open = JoinableQueue.open(QueueConfig.of(queue));
        ServerDiagnosis diagnosis = diagnosis(queue)) {
      assertThat(open.depth()).isZero();
      CompletableFuture<DiagnosisView> first = diagnosis.diagnose();
      assertThat(diagnosis.diagnose()).isSameAs(first);
      assertThat(first.join().cause()).isEqualTo("no_worker");

      CompletableFuture<DiagnosisView> second = diagnosis.diagnose();
      assertThat(second).isNotSameAs(first);
      assertThat(second.join().observedAt()).isNotEqualTo(first.join().observedAt());
    }
  }

  @Test
  void asksAgainAfterOneThatFailed() {
    try (ServerDiagnosis diagnosis = diagnosis(URI.create("chronicle:" + folder.resolve("none")))) {
      CompletableFuture<DiagnosisView> failed = diagnosis.diagnose();
      assertThat(failed).failsWithin(Duration.ofSeconds(30));
      assertThat(diagnosis.diagnose()).isNotSameAs(failed);
    }
  }
}
