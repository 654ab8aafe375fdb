package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.os.Signal;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real speech through a real recogniser, over HTTP, with its worker killed in the middle. */
@Tag("process")
class SpeechTest {
  private static final Path RECORDINGS = Path.of("/usr/share/sounds/alsa");
  private static final Path MODEL = Path.of("/usr/share/pocketsphinx/model/en-us");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void needTheRecogniserAndItsRecordings() {
    boolean there =
        isInstalled("pocketsphinx_continuous")
            && isInstalled("sox")
            && Files.isDirectory(MODEL)
            && Files.isDirectory(RECORDINGS);
    assumeTrue(
        there,
        "speech tools are missing; as root: apt-get install -y"
            + " pocketsphinx pocketsphinx-en-us sox alsa-utils");
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  @Test
  void everyTextComesBackAlthoughTheWorkerIsKilledInTheMiddleOfOne() throws Exception {
    Map<Path, String> undisturbed = new LinkedHashMap<>();
    for (Path recording : converted()) {
      undisturbed.put(recording, recognise(recording));
    }
    assertThat(String.join(" ", undisturbed.values())).contains("center", "left", "right");

    URI queue = URI.create("chronicle:" + folder.resolve("queue"));
    try (ServerProcess server =
        ServerProcess.start(
            queue,
            "--capacity",
            "16",
            "--handler",
            "exec",
            "--exec",
            "pocketsphinx_continuous -infile {payload} -logfn /dev/null")) {
      Map<String, String> expected = new LinkedHashMap<>();
      for (Map.Entry<Path, String> recording : undisturbed.entrySet()) {
        expected.put(accept(server, recording.getKey()), recording.getValue());
      }
      long killed = killWhileBusyAfter(queue, 2);
      List<JsonNode> redelivered = new ArrayList<>();
      for (Map.Entry<String, String> task : expected.entrySet()) {
        JsonNode done = awaitDone(server, task.getKey());
        if (!done.path("causes").isEmpty()) {
          redelivered.add(done);
        }
        HttpResponse<byte[]> result = server.get("/tasks/" + task.getKey() + "/result");
        assertThat(result.body()).asString(UTF_8).isEqualTo(task.getValue());
      }
      assertThat(redelivered).hasSize(1);
      assertThat(redelivered.get(0).path("attempts").asInt()).isEqualTo(2);
      JsonNode cause = redelivered.get(0).path("causes").path(0);
      assertThat(cause.path("cause").asText()).isEqualTo("worker_died");
      assertThat(cause.path("pid").asLong()).isEqualTo(killed);
    }
  }

  /**
   * In the form that the recogniser's model is made for. Without a header: the recogniser skips one
   * only in files whose names end in .wav, and takes it for sound in others.
   */
  private List<Path> converted() throws IOException, InterruptedException {
    try (Stream<Path> recordings = Files.list(RECORDINGS)) {
      List<Path> sources =
          recordings.filter(file -> file.toString().endsWith(".wav")).sorted().toList();
      assertThat(sources).hasSizeGreaterThanOrEqualTo(9);
      List<Path> targets = new ArrayList<>();
      for (Path source : sources) {
        Path target = folder.resolve(source.getFileName() + ".raw");
        String form = "-t raw -r 16000 -c 1 -b 16";
        List<String> words = new ArrayList<>(List.of("sox", source.toString()));
        words.addAll(List.of(form.split(" ")));
        words.add(target.toString());
        run(words);
        targets.add(target);
      }
      return targets;
    }
  }

  private String recognise(Path recording) throws IOException, InterruptedException {
    return run(
        List.of("pocketsphinx_continuous", "-infile", recording.toString(), "-logfn", "/dev/null"));
  }

  /** Its stdout. */
  private String run(List<String> words) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(words)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", words)).isZero();
    return Files.readString(out);
  }

  /** Comes again after a refusal, as any client would; returns the id that it is given. */
  private static String accept(ServerProcess server, Path recording) throws IOException {
    byte[] body = Files.readAllBytes(recording);
    HttpResponse<byte[]> answer =
        Awaitility.await("acceptance of " + recording)
            .atMost(PATIENCE)
            .until(() -> server.post("/tasks", body), reply -> reply.statusCode() == 202);
    return JSON.readTree(answer.body()).path("task_id").asText();
  }

  /** Kills the worker as soon as it has begun a task, some being done; returns its pid. */
  private static long killWhileBusyAfter(URI queue, int done) {
    AtomicLong victim = new AtomicLong();
    Awaitility.await("a worker that has just begun a task")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              QueueStatus status = QueueAdmin.inspect(queue);
              status.workers().stream()
                  .filter(worker -> status.completed() >= done && hasJustBegun(worker))
                  .findFirst()
                  .ifPresent(worker -> victim.set(worker.pid()));
              return victim.get() != 0;
            });
    Signal.KILL.sendTo(victim.get());
    return victim.get();
  }

  /** One recording takes some 500 ms. */
  private static boolean hasJustBegun(WorkerStatus worker) {
    return worker.task().isPresent() && worker.taskAge().toMillis() < 200;
  }

  private static JsonNode awaitDone(ServerProcess server, String task) {
    return Awaitility.await(task)
        .atMost(PATIENCE)
        .until(
            () -> JSON.readTree(server.get("/tasks/" + task).body()),
            json -> json.path("state").asText().equals("done"));
  }
}
