package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.joinq.server.TestServer.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What blocking puts do to a server whose handlers run on threads of their own. */
@Tag("process")
@Timeout(120)
class HandlerModesTest {
  @TempDir private Path folder;

  private static boolean answersHealth(TestServer server) {
    try {
      Duration patience = Duration.ofSeconds(2);
      return server.send(HttpRequest.newBuilder(server.publicUri("/healthz")), patience).status()
          == 200;
    } catch (java.io.UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(HttpTimeoutException.class);
      return false;
    }
  }

  /** Sends requests whose puts block until /healthz is not answered any more. */
  private static List<CompletableFuture<Answer>> freeze(TestServer server, int most) {
    List<CompletableFuture<Answer>> blocked = new ArrayList<>();
    blocked.add(server.getLater("/transcribe?block=true"));
    await().until(() -> server.getAdmin("/queue").json().path("depth").asInt() == 1);
    while (answersHealth(server)) {
      assertThat(blocked)
          .as("requests that block, and still /healthz answers")
          .hasSizeLessThan(most);
      blocked.add(server.postLater("/tasks", new byte[] {1}));
    }
    return blocked;
  }

  private static long threadsInPut() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack -> Stream.of(stack).anyMatch(at -> at.getClassName().endsWith(".BlockingPut")))
        .count();
  }

  private static void assertToldByTheAdminListener(TestServer server, String where) {
    await().until(() -> server.getAdmin("/livez").status() == 503);
    Answer livez = server.getAdmin("/livez");
    assertThat(livez.member("type")).isEqualTo("loop-stalled");
    assertThat(livez.member("title")).isEqualTo("The event loop is stalled");
    assertThat(livez.member("detail")).contains(where);
    assertThat(livez.member("handler")).isEqualTo("GET /transcribe?block=true");
    assertThat(livez.json().path("stack").toString()).contains("BlockingPut.put");
    assertThat(server.getAdmin("/readyz").json().path("reasons").toString())
        .contains("loop-stalled");
  }

  private static void thaw(TestServer server, List<CompletableFuture<Answer>> blocked)
      throws Exception {
    assertThat(server.postAdmin("/queue/resume").status()).isEqualTo(200);
    for (CompletableFuture<Answer> answer : blocked) {
      assertThat(answer.get(30, TimeUnit.SECONDS).status()).isBetween(200, 202);
    }
    assertThat(server.get("/healthz").status()).isEqualTo(200);
    await().until(() -> server.getAdmin("/livez").status() == 200);
  }

  @Test
  void blockingPutsFreezeThePoolOnceTheyHoldAllItsThreads() throws Exception {
    try (TestServer server =
        TestServer.start(folder, "--put", "blocking", "--handlers", "pool", "--pool-threads", "12")
            .awaitReady()) {
      List<CompletableFuture<Answer>> blocked = freeze(server, 30);

      // More requests may stand in line for a thread.
      assertThat(threadsInPut()).isBetween(5L, 12L);
      assertToldByTheAdminListener(server, "the pool of request threads");
      thaw(server, blocked);
    }
  }

  @Test
  void asyncPutsHoldNoThreadOfThePool() {
    try (TestServer server =
        TestServer.start(folder, "--handlers", "pool", "--pool-threads", "8", "--put-timeout", "3s")
            .awaitReady()) {
      List<CompletableFuture<Answer>> waiting = new ArrayList<>();
      waiting.add(server.getLater("/transcribe?block=true"));
      await().until(() -> server.getAdmin("/queue").json().path("depth").asInt() == 1);
      for (int client = 0; client < 30; client++) {
        waiting.add(server.postLater("/tasks", new byte[] {1}));
      }
      assertThat(answersHealth(server)).isTrue();
      assertThat(server.getAdmin("/livez").status()).isEqualTo(200);
      assertThat(waiting).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(503));
    }
  }

  @Test
  void virtualHandlersServeAndTellWhenTheirCarriersAreHeld() throws Exception {
    assumeThat(Runtime.version().feature())
        .as("virtual threads need JDK 21 or later")
        .isGreaterThanOrEqualTo(21);
    try (TestServer server =
        TestServer.start(folder, "--put", "blocking", "--handlers", "virtual").awaitReady()) {
      List<CompletableFuture<Answer>> blocked = freeze(server, 300);

      assertToldByTheAdminListener(server, "the scheduler of virtual threads");
      thaw(server, blocked);
    }
  }

  @Test
  void virtualHandlersAreRefusedWhereTheJdkHasNone() {
    assumeThat(Runtime.version().feature()).as("a JDK before 21").isLessThan(21);
    assertThatThrownBy(() -> TestServer.config(folder, "--handlers", "virtual"))
        .hasMessageContaining("--handlers virtual needs JDK 21 or later, and this is JDK 17")
        .hasMessageContaining("JAVA_HOME");
  }
}
