package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.joinq.server.TestServer.Answer;
import io.joinq.testing.ChildJvm;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server process whose public listener is wedged, wherever its handlers run. */
@Tag("process")
@Timeout(120)
class AdminStaysAliveTest {
  private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(1);
  private static final int ASKED = 50;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"loop", "pool", "virtual"})
  void answersEveryRequestWhileThePublicListenerIsWedged(String handlers) {
    assumeThat(!handlers.equals("virtual") || Runtime.version().feature() >= 21)
        .as("virtual threads need JDK 21 or later")
        .isTrue();
    try (ChildJvm process =
        ChildJvm.start(
            ServerMain.class,
            TestServer.arguments(
                folder, "--put", "blocking", "--handlers", handlers, "--pool-threads", "8"))) {
      String publicUrl = process.awaitLine("public http").replaceFirst("^public ", "");
      String adminUrl = process.awaitLine("admin http").replaceFirst("^admin ", "");
      TestServer server = TestServer.at(publicUrl, adminUrl).awaitReady();
      List<CompletableFuture<Answer>> wedged = new ArrayList<>();
      wedged.add(server.getLater("/transcribe?block=true"));
      await().until(() -> server.getAdmin("/queue").json().path("depth").asInt() == 1);
      for (int client = 0; client < 16; client++) {
        wedged.add(server.postLater("/tasks", new byte[] {1}));
      }
      await().until(() -> server.getAdmin("/livez").status() == 503);

      for (int asked = 0; asked < ASKED; asked++) {
        for (String path : List.of("/livez", "/queue")) {
          // Fails if it is not answered in time.
          server.send(HttpRequest.newBuilder(server.adminUri(path)), CLIENT_TIMEOUT);
        }
      }
      assertThat(server.getAdmin("/livez").status()).isEqualTo(503);
      assertThat(wedged).noneMatch(CompletableFuture::isDone);
    }
  }
}
