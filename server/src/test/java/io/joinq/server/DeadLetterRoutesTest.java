package io.joinq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.server.TestServer.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters over HTTP, made by a task that kills its worker each time. */
@Tag("process")
@Timeout(120)
class DeadLetterRoutesTest {
  private static final int GOOD = 20;

  /** The command's parent is its worker. */
  private static final String KILLER =
      "sh -c 'if [ \"$(cat)\" = poison ]; then kill -KILL $PPID; sleep 60; fi; echo fine'";

  @TempDir private Path folder;

  @Test
  void aTaskThatKillsEachOfItsWorkersDiesAndTheOthersAreDone() {
    try (TestServer server =
        TestServer.start(
                folder, "--capacity=30", "--handler=exec", "--exec=" + KILLER, "--max-attempts=3")
            .awaitReady()) {
      for (int task = 0; task <= GOOD; task++) {
        String payload = task == GOOD / 2 ? "poison" : "good";
        assertThat(server.post("/tasks", payload.getBytes(UTF_8)).status()).isEqualTo(202);
      }
      assertThat(server.getAdmin("/queue/join?timeout=100s").status()).isEqualTo(200);

      JsonNode queue = server.getAdmin("/queue").json();
      assertThat(queue.path("completed").asInt()).isEqualTo(GOOD);
      assertThat(queue.path("dead").asInt()).isEqualTo(1);
      JsonNode letters = server.getAdmin("/dead-letters").json();
      assertThat(letters).hasSize(1);
      String id = letters.path(0).path("task_id").asText();
      assertThat(id).isEqualTo("task-" + GOOD / 2);
      assertThat(letters.path(0).path("attempts").asInt()).isEqualTo(3);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThatEveryAttemptWasKilled(server, id));
      assertThat(server.getAdmin("/dead-letters/" + id).json().at("/payload/text").asText())
          .isEqualTo("poison");
      requeue(server, id);
    }
  }

  private static void assertThatEveryAttemptWasKilled(TestServer server, String id) {
    JsonNode causes = server.getAdmin("/dead-letters/" + id).json().path("causes");
    assertThat(causes).hasSize(3);
    for (int attempt = 1; attempt <= 3; attempt++) {
      JsonNode cause = causes.path(attempt - 1);
      assertThat(cause.path("attempt").asInt()).isEqualTo(attempt);
      assertThat(cause.path("cause").asText()).isEqualTo("worker_died");
      assertThat(cause.path("detail").asText()).contains("SIGKILL");
    }
  }

  private static void requeue(TestServer server, String id) {
    assertThat(server.postAdmin("/queue/pause").status()).isEqualTo(200);
    JsonNode requeued = server.postAdmin("/dead-letters/" + id + "/requeue").json();
    assertThat(requeued.path("requeued_as").asText()).isEqualTo("task-" + (GOOD + 1));
    assertThat(server.getAdmin("/dead-letters").json()).isEmpty();
    assertThat(server.postAdmin("/dead-letters/" + id + "/requeue").status()).isEqualTo(404);
    assertThat(server.getAdmin("/dead-letters/" + id).status()).isEqualTo(404);
    Answer malformed = server.getAdmin("/dead-letters/ten");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.text()).contains("'ten'", "task-17");
    Answer patient = server.postAdmin("/dead-letters/" + id + "/requeue?timeout=1h");
    assertThat(patient.status()).isEqualTo(400);
  }
}
