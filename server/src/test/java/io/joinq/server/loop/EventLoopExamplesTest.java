package io.joinq.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/event-loop.md says; its Java is here word for word. */
@Tag("fast")
@Timeout(30)
class EventLoopExamplesTest {
  private final EventLoop loop = new EventLoop("example");

  @BeforeEach
  void start() {
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void aSuspendedHandlerLetsOthersRun() {
    CompletableFuture<String> answer =
        loop.submit(
            "GET /slow", () -> loop.await(loop.sleep(Duration.ofSeconds(1)), woken -> "done"));
    CompletableFuture<String> health =
        loop.submit("GET /healthz", () -> CompletableFuture.completedFuture("ok"));

    assertThat(health.join()).isEqualTo("ok");
    assertThat(answer).isNotDone();
    assertThat(answer.join()).isEqualTo("done");
  }

  @Test
  void aBlockedHandlerStopsAllOthers() {
    CompletableFuture<String> answer =
        loop.submit(
            "GET /slow",
            () -> {
              Thread.sleep(1_000);
              return CompletableFuture.completedFuture("done");
            });
    CompletableFuture<String> health =
        loop.submit("GET /healthz", () -> CompletableFuture.completedFuture("ok"));

    assertThat(health.join()).isEqualTo("ok");
    assertThat(answer).isDone();
  }
}
