package io.joinq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.os.Signal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a worker that had several tasks in hand. */
@Tag("process")
@Timeout(120)
class HeldTasksTest {
  private static final List<String> TASKS = List.of("task-0", "task-1", "task-2");

  @TempDir private Path folder;

  @Test
  void ofAWorkerThatIsKilledAllAreNamedAndAllAreDoneByTheNext() throws Exception {
    Path go = folder.resolve("go");
    String waits = "sh -c 'until [ -e " + go + " ]; do sleep 0.05; done; cat'";
    String[] options = {"--threads", "3", "--capacity", "4", "--handler", "exec", "--exec", waits};
    try (TestServer server = TestServer.start(folder, options).awaitReady()) {
      for (String task : TASKS) {
        server.post("/tasks", task.getBytes(UTF_8));
      }
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.getAdmin("/queue").json().path("in_flight").asInt() == TASKS.size());
      long pid = server.getAdmin("/workers").json().path(0).path("pid").asLong();

      Signal.KILL.sendTo(pid);

      JsonNode died = awaitEvent(server, "worker_died");
      assertThat(died.path("pid").asLong()).isEqualTo(pid);
      assertThat(died.path("task_id").asText()).isEqualTo("task-0");
      assertThat(died.path("task_ids")).extracting(JsonNode::asText).isEqualTo(TASKS);

      Files.createFile(go);
      assertThat(server.getAdmin("/queue/join?timeout=25s").status()).isEqualTo(200);
      for (String task : TASKS) {
        JsonNode done = server.get("/tasks/" + task).json();
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("attempts").asInt()).isEqualTo(2);
        assertThat(done.path("causes").findValuesAsText("pid")).containsExactly(Long.toString(pid));
        assertThat(server.get("/tasks/" + task + "/result").text()).isEqualTo(task);
      }
    }
  }

  /** Follows what the server tells until it tells this. */
  private static JsonNode awaitEvent(TestServer server, String kind) throws Exception {
    HttpResponse<Stream<String>> events =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.adminUri("/events"))
                    .timeout(TestServer.PATIENCE)
                    .build(),
                BodyHandlers.ofLines());
    try (Stream<String> lines = events.body()) {
      String data =
          lines
              .filter(line -> line.startsWith("data:") && line.contains('"' + kind + '"'))
              .findFirst()
              .orElseThrow();
      return new ObjectMapper().readTree(data.substring("data:".length()));
    }
  }
}
