package io.joinq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.server.TestServer.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(120)
class AdminRoutesTest {
  @TempDir private Path folder;

  @Test
  void showsTheQueueAsTheContractHasIt() {
    try (TestServer server = TestServer.start(folder, "--capacity", "4").awaitReady()) {
      JsonNode queue = server.getAdmin("/queue").json();

      assertThat(queue.fieldNames())
          .toIterable()
          .containsExactly(
              "queue",
              "capacity",
              "depth",
              "in_flight",
              "unfinished",
              "paused",
              "enqueued",
              "completed",
              "redelivered",
              "dead",
              "oldest_age_ms",
              "producers",
              "workers");
      assertThat(queue.path("capacity").asInt()).isEqualTo(4);
      assertThat(queue.path("oldest_age_ms").isNull()).isTrue();
      assertThat(queue.path("workers").findValues("pid"))
          .isEqualTo(server.getAdmin("/workers").json().findValues("pid"));
    }
  }

  @Test
  void showsAWorkerFromItsStartOn() {
    try (TestServer server = TestServer.start(folder)) {
      await().until(() -> server.getAdmin("/workers").json().path(0).hasNonNull("pid"));
      JsonNode starting = server.getAdmin("/workers").json().path(0);
      assertThat(starting.path("state").asText()).isIn("starting", "idle");
      server.awaitReady();
      JsonNode idle = server.getAdmin("/workers").json().path(0);

      assertThat(idle.fieldNames())
          .toIterable()
          .containsExactly(
              "worker",
              "pid",
              "state",
              "task_id",
              "task_age_ms",
              "restarts",
              "supervised",
              "cpu_percent",
              "rss_bytes");
      await()
          .untilAsserted(
              () -> {
                JsonNode worker = server.getAdmin("/workers").json().path(0);
                assertThat(worker.path("rss_bytes").asLong()).isGreaterThan(10L << 20);
                assertThat(worker.path("cpu_percent").isNumber()).isTrue();
              });
      assertThat(idle.path("worker").asInt()).isEqualTo(1);
      assertThat(idle.path("pid")).isEqualTo(starting.path("pid"));
      assertThat(idle.path("state").asText()).isEqualTo("idle");
      assertThat(idle.path("supervised").asBoolean()).isTrue();
    }
  }

  @Test
  void killsAWorkerWhichThenComesBack() {
    try (TestServer server = TestServer.start(folder).awaitReady()) {
      long before = server.getAdmin("/workers").json().path(0).path("pid").asLong();

      Answer killed = server.postAdmin("/workers/1/signal?name=KILL");
      assertThat(killed.status()).as("%s", killed).isEqualTo(200);
      assertThat(killed.json().path("pid").asLong()).isEqualTo(before);

      await()
          .atMost(TestServer.PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode worker = server.getAdmin("/workers").json().path(0);
                assertThat(worker.path("state").asText()).isEqualTo("idle");
                assertThat(worker.path("pid").asLong()).isNotEqualTo(before);
                assertThat(worker.path("restarts").asInt()).isEqualTo(1);
              });
      assertThat(server.get("/transcribe").status()).isEqualTo(200);
      assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
    }
  }

  @Test
  void saysThatItGaveUpWhileAnotherWorkerStillTakesTasks() {
    try (TestServer server =
        TestServer.start(folder, "--workers", "2", "--max-restarts", "0").awaitReady()) {
      await()
          .atMost(TestServer.PATIENCE)
          .until(
              () -> server.getAdmin("/workers").json().findValuesAsText("state"),
              List.of("idle", "idle")::equals);
      assertThat(server.getAdmin("/readyz").json().path("gave_up").isBoolean()).isTrue();
      assertThat(server.getAdmin("/readyz").json().path("gave_up").asBoolean()).isFalse();

      server.postAdmin("/workers/1/signal?name=KILL");

      await()
          .atMost(TestServer.PATIENCE)
          .untilAsserted(
              () -> {
                Answer readyz = server.getAdmin("/readyz");
                assertThat(readyz.status()).isEqualTo(200);
                assertThat(readyz.json().path("gave_up").asBoolean()).isTrue();
              });
      assertThat(server.get("/transcribe").status()).isEqualTo(200);

      server.postAdmin("/workers/2/signal?name=KILL");

      await().until(() -> server.getAdmin("/readyz").status() == 503);
      Answer readyz = server.getAdmin("/readyz");
      assertThat(readyz.json().path("reasons").toString())
          .isEqualTo("[\"no-consumer\",\"gave-up\"]");
      assertThat(readyz.json().path("gave_up").asBoolean()).isTrue();
      assertThat(server.get("/transcribe").member("type")).isEqualTo("no-consumer");

      Answer restart = server.postAdmin("/workers/restart");
      assertThat(restart.status()).isEqualTo(409);
      assertThat(restart.member("detail")).contains("gave up", "resume-workers");

      assertThat(server.postAdmin("/workers/resume").json().path("resumed").asBoolean()).isTrue();
      server.awaitReady();
      assertThat(server.postAdmin("/workers/restart").status()).isEqualTo(202);
      assertThat(server.getAdmin("/readyz").json().path("gave_up").asBoolean()).isFalse();
    }
  }

  @Test
  void refusesToRestartWorkersThatItDoesNotSupervise() {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      Answer restart = server.postAdmin("/workers/restart");

      assertThat(restart.status()).isEqualTo(409);
      assertThat(restart.member("type")).isEqualTo("not-supervised");
      assertThat(restart.member("detail")).contains("--no-supervise", "kill-worker");
    }
  }

  @Test
  void finishesATaskWhoseWorkerWasKilled() {
    try (TestServer server =
        TestServer.start(folder, "--handler", "exec", "--exec", "sh -c 'sleep 2; cat'")
            .awaitReady()) {
      server.post("/tasks", "survives".getBytes(UTF_8));
      await().until(() -> server.get("/tasks/task-0").member("state").equals("running"));

      server.postAdmin("/workers/1/signal?name=KILL");

      assertThat(server.getAdmin("/queue/join?timeout=1m").text()).isEqualTo("{\"joined\":true}");
      assertThat(server.get("/tasks/task-0/result").text()).isEqualTo("survives");
      JsonNode task = server.get("/tasks/task-0").json();
      assertThat(task.path("attempts").asInt()).isEqualTo(2);
      assertThat(task.path("causes").path(0).path("cause").asText()).isEqualTo("worker_died");
    }
  }

  @Test
  void refusesSignalsThatCannotBeSent() {
    try (TestServer server = TestServer.start(folder).awaitReady()) {
      assertThat(server.postAdmin("/workers/1/signal?name=HUP").status()).isEqualTo(400);
      assertThat(server.postAdmin("/workers/1/signal").member("detail")).contains("KILL, STOP");
      assertThat(server.postAdmin("/workers/99/signal?name=KILL").status()).isEqualTo(404);
      assertThat(server.postAdmin("/workers/1;rm/signal?name=KILL").status()).isIn(400, 404);
    }
  }

  @Test
  void joinsWhenAllIsDoneAndElseListsWhatIsNot() {
    try (TestServer server = TestServer.start(folder).awaitReady()) {
      assertThat(server.getAdmin("/queue/join").text()).isEqualTo("{\"joined\":true}");
      assertThat(server.postAdmin("/queue/pause").text()).isEqualTo("{\"paused\":true}");
      server.post("/tasks", new byte[] {1});

      Answer timedOut = server.getAdmin("/queue/join?timeout=300ms");
      assertThat(timedOut.status()).isEqualTo(504);
      assertThat(timedOut.took()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
      assertThat(timedOut.json().path("unfinished").path(0).path("task_id").asText())
          .isEqualTo("task-0");
      assertThat(timedOut.json().path("unfinished").path(0).path("state").asText())
          .isEqualTo("queued");

      server.postAdmin("/queue/resume");
      assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
      assertThat(server.getAdmin("/queue/join?timeout=long").status()).isEqualTo(400);
    }
  }

  @Test
  void answersOthersWhileManyJoin() throws Exception {
    try (TestServer server = TestServer.start(folder).awaitReady()) {
      server.postAdmin("/queue/pause");
      server.post("/tasks", new byte[] {1});
      TestServer.Joiners joiners = server.join(20, "/queue/join?timeout=3s");

      assertThat(server.getAdmin("/livez").took()).isLessThan(Duration.ofSeconds(2));
      assertThat(joiners.statuses()).containsOnly(503, 504).contains(504);
    }
  }

  @Test
  void wantsTheTokenForWhateverChangesSomething() {
    try (TestServer server =
        TestServer.start(folder, "--no-supervise", "--admin-token", "s3cret")) {
      Answer without = server.postAdmin("/queue/pause");
      assertThat(without.status()).isEqualTo(401);
      assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(without.member("type")).isEqualTo("unauthorized");
      for (String wrong :
          new String[] {"Bearer s3cre", "Bearer s3crets", "Basic s3cret", "s3cret"}) {
        assertThat(server.postAdmin("/queue/pause", "Authorization", wrong).status())
            .isEqualTo(401);
      }
      assertThat(server.getAdmin("/queue").json().path("paused").asBoolean()).isFalse();

      assertThat(server.postAdmin("/queue/pause", "Authorization", "Bearer s3cret").status())
          .isEqualTo(200);
      assertThat(server.getAdmin("/queue").json().path("paused").asBoolean()).isTrue();
    }
  }

  @Test
  void refusesPagesOfOtherOrigins() throws IOException {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      String own = server.adminUri("").toString();

      assertThat(server.postAdmin("/queue/pause", "Origin", "http://evil.example").status())
          .isEqualTo(403);
      assertThat(server.postAdmin("/queue/pause", "Origin", "null").status()).isEqualTo(403);
      assertThat(server.postAdmin("/queue/pause", "Sec-Fetch-Site", "cross-site").status())
          .isEqualTo(403);
      assertThat(server.postAdmin("/queue/pause", "Sec-Fetch-Site", "same-site").status())
          .isEqualTo(403);
      assertThat(statusWithHost(server.adminUri("/queue/pause"), "evil.example")).contains(" 421 ");
      assertThat(server.getAdmin("/queue").json().path("paused").asBoolean()).isFalse();

      assertThat(
              server
                  .postAdmin("/queue/pause", "Origin", own, "Sec-Fetch-Site", "same-origin")
                  .status())
          .isEqualTo(200);
    }
  }

  /** The status line of a POST whose Host header is another than where it goes. */
  private static String statusWithHost(URI uri, String host) throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      String request =
          "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nContent-Length: 0\r\n\r\n"
              .formatted(uri.getPath(), host, host);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      return new String(socket.getInputStream().readNBytes(20), UTF_8);
    }
  }
}
