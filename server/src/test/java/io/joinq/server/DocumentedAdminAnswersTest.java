package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.server.TestServer.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The admin listener gives every answer that its OpenAPI document lists. */
@Tag("process")
@Timeout(180)
class DocumentedAdminAnswersTest {
  private static final int MOST_FOLLOWERS = 16;

  /** Answers that this test does not produce, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.of("GET /events 200 text/event-stream", "never ends: EventStreamTest reads it");

  @TempDir private Path folder;

  @Test
  void producesEveryAnswerThatIsDocumentedForOperators() throws IOException {
    ApiContract api;
    CompletableFuture<Answer> open;
    try (TestServer server =
        TestServer.start(
                folder,
                "--put",
                "blocking",
                "--handler",
                "exec",
                "--exec",
                "sleep 60",
                "--task-timeout",
                "50s",
                "--max-attempts",
                "1")
            .awaitReady()) {
      api = ApiContract.of(server.adminUri("").toString());
      for (String path :
          new String[] {
            "/livez",
            "/openapi.json",
            "/api",
            "/api/api.js",
            "/api/api.css",
            "/diagnosis",
            "/diagnosis/server"
          }) {
        assertThat(server.getAdmin(path).status()).as(path).isEqualTo(200);
      }
      followByTooMany(server);
      assertThat(server.getAdmin("/queue").status()).isEqualTo(200);
      assertThat(server.getAdmin("/workers").status()).isEqualTo(200);
      assertThat(server.getAdmin("/queue/join").status()).isEqualTo(200);
      assertThat(server.getAdmin("/queue/join?timeout=x").status()).isEqualTo(400);
      assertThat(server.postAdmin("/queue/pause").status()).isEqualTo(200);
      assertThat(server.postAdmin("/queue/resume").status()).isEqualTo(200);
      assertThat(server.postAdmin("/workers/1/signal?name=HUP").status()).isEqualTo(400);
      assertThat(server.postAdmin("/workers/9/signal?name=KILL").status()).isEqualTo(404);
      String letter = killWithATask(server);
      askForDeadLetters(server, letter);
      String requeued = killWithATask(server);
      await().atMost(TestServer.PATIENCE).until(() -> server.getAdmin("/readyz").status() == 200);
      CompletableFuture<?> wedged = server.getLater("/transcribe?block=true");
      await().until(() -> server.getAdmin("/livez").status() == 503);
      assertThat(server.getAdmin("/readyz").status()).isEqualTo(503);
      assertThat(server.postAdmin("/dead-letters/" + requeued + "/requeue").member("type"))
          .isEqualTo("queue-full");
      assertThat(server.getAdmin("/queue/join?timeout=0ms").status()).isEqualTo(504);
      List<CompletableFuture<Integer>> many = new ArrayList<>();
      for (int join = 0; join < 12; join++) {
        many.add(
            CompletableFuture.supplyAsync(
                () -> server.getAdmin("/queue/join?timeout=2s").status(),
                body -> new Thread(body, "join").start()));
      }
      assertThat(many.stream().map(CompletableFuture::join)).contains(503, 504);
      assertThat(wedged).isNotDone();
      assertThat(server.postAdmin("/workers/resume").status()).isEqualTo(200);
      assertThat(server.postAdmin("/workers/restart").status()).isEqualTo(202);
      open = server.getAdminLater("/queue/join?timeout=60s");
      await().until(() -> stack("join-").contains("JoinableQueue.join"));
    }
    assertThat(open.join().member("type")).isEqualTo("draining");
    askToRestartNone();
    api.assertAllProduced(ELSEWHERE);
  }

  private void askToRestartNone() {
    try (TestServer server = TestServer.start(folder.resolve("none"), "--no-supervise")) {
      assertThat(server.postAdmin("/workers/restart").member("type")).isEqualTo("not-supervised");
    }
    try (TestServer server = TestServer.start(folder.resolve("few"), "--max-restarts", "0")) {
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.postAdmin("/workers/1/signal?name=KILL").status() == 200);
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.postAdmin("/workers/restart").member("type"), "gave-up"::equals);
    }
  }

  private static void followByTooMany(TestServer server) throws IOException {
    List<RawHttp> followers = new ArrayList<>();
    try {
      for (int client = 0; client < MOST_FOLLOWERS; client++) {
        RawHttp follower = RawHttp.connect(server.adminUri(""));
        followers.add(follower);
        follower.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("\r\n\r\n");
      }
      assertThat(server.getAdmin("/events").member("type")).isEqualTo("too-many-clients");
      HttpRequest.Builder odd = HttpRequest.newBuilder(server.adminUri("/events"));
      assertThat(server.send(odd.header("Last-Event-ID", "x")).status()).isEqualTo(400);
    } finally {
      for (RawHttp follower : followers) {
        follower.close();
      }
    }
  }

  /** A task that has one attempt: the dead letter that it becomes. */
  private static String killWithATask(TestServer server) {
    if (server.getAdmin("/queue").json().path("unfinished").asInt() == 0) {
      assertThat(server.post("/tasks", new byte[] {1}).status()).isEqualTo(202);
    }
    await().until(() -> server.getAdmin("/queue").json().path("in_flight").asInt() == 1);
    int before = server.getAdmin("/dead-letters").json().size();
    assertThat(server.postAdmin("/workers/1/signal?name=KILL").status()).isEqualTo(200);
    await().until(() -> server.postAdmin("/workers/1/signal?name=KILL").status() == 409);
    await()
        .atMost(TestServer.PATIENCE)
        .until(() -> server.getAdmin("/dead-letters").json().size() > before);
    return server.getAdmin("/dead-letters").json().path(0).path("task_id").asText();
  }

  private static void askForDeadLetters(TestServer server, String letter) {
    Map<String, Integer> statuses = Map.of(letter, 200, "task-999", 404, "x", 400);
    statuses.forEach(
        (id, status) -> {
          String path = "/dead-letters/" + id;
          assertThat(server.getAdmin(path).status()).as(path).isEqualTo(status);
          assertThat(server.postAdmin(path + "/requeue").status()).as(path).isEqualTo(status);
        });
    assertThat(server.getAdmin("/dead-letters").json()).isEmpty();
  }

  private static String stack(String thread) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().startsWith(thread))
        .flatMap(entry -> Stream.of(entry.getValue()))
        .map(StackTraceElement::toString)
        .collect(Collectors.joining("\n"));
  }
}
