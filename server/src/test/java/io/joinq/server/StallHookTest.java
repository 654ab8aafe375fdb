package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.server.loop.Stall;
import io.joinq.server.loop.StallListener;
import io.joinq.server.loop.Watchdog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What whoever embeds a server is told of its stalls, to act upon. */
@Tag("process")
@Timeout(120)
class StallHookTest {
  @TempDir private Path folder;
  private final List<Stall> began = new CopyOnWriteArrayList<>();
  private final List<Stall> ended = new CopyOnWriteArrayList<>();

  private final StallListener hook =
      new StallListener() {
        @Override
        public void began(Stall stall) {
          began.add(stall);
        }

        @Override
        public void ended(Stall stall) {
          ended.add(stall);
        }
      };

  @Test
  void isToldOnceOfAStallWithItsStackAndOnceOfItsEnd() throws Exception {
    Server server = Server.start(TestServer.config(folder, "--put", "blocking"));
    try {
      server.onStall(hook);
      TestServer client =
          TestServer.at(server.publicUrl(), server.adminUrl()).holdToDocuments().awaitReady();
      CompletableFuture<TestServer.Answer> wedged = client.getLater("/transcribe?block=true");

      await().atMost(TestServer.PATIENCE).until(() -> !began.isEmpty());
      assertThat(ended).isEmpty();
      client.postAdmin("/queue/resume");
      wedged.get(30, TimeUnit.SECONDS);
      await().atMost(TestServer.PATIENCE).until(() -> !ended.isEmpty());

      assertThat(began).singleElement().satisfies(StallHookTest::assertNamesTheRoute);
      assertThat(began.get(0).stack()).anyMatch(frame -> frame.contains("BlockingPut.put"));
      assertThat(ended).singleElement().satisfies(StallHookTest::assertNamesTheRoute);
      JsonNode lag = client.getAdmin("/diagnosis/server").json().path("lag");
      // That of the watchdog's own probe at the least.
      assertThat(lag.path("max_ms").asDouble()).isGreaterThan(500);
      assertThat(lag.path("count").asLong()).isPositive();
      assertThat(ended.get(0).length()).isGreaterThanOrEqualTo(began.get(0).length());
    } finally {
      server.close();
    }
  }

  private static void assertNamesTheRoute(Stall stall) {
    assertThat(stall.handler()).isEqualTo("GET /transcribe?block=true");
    assertThat(stall.where()).isEqualTo("the event loop");
    assertThat(stall.length()).isGreaterThan(Watchdog.STALL_THRESHOLD);
  }
}
