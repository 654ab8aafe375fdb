package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.TaskId;
import io.joinq.server.TestServer.Answer;
import io.joinq.server.events.Events;
import io.joinq.server.http.Backend;
import io.joinq.server.http.Endpoint;
import io.joinq.server.http.Limits;
import io.joinq.server.http.PublicListener;
import io.joinq.server.http.PublicThreads;
import io.joinq.server.loop.EventLoop;
import io.joinq.server.loop.HandlerMode;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.DrainRate;
import io.joinq.server.put.PutOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI documents say no more than what is true, and no less. */
@Timeout(180)
class DocumentedAnswersTest {
  private static final String BODY_SLOW = "POST /tasks 408 request-timeout";

  @TempDir private Path folder;

  @Test
  void documentsTheRoutesThatAreServedAndNoOthers() {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      assertServed(server, server.publicUri(""));
      assertServed(server, server.adminUri(""));
    }
  }

  private static void assertServed(TestServer server, URI listener) {
    JsonNode paths =
        server
            .send(HttpRequest.newBuilder(URI.create(listener + "/openapi.json")))
            .json()
            .path("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      Set<String> documented = new TreeSet<>();
      path.getValue()
          .fieldNames()
          .forEachRemaining(name -> documented.add(name.toUpperCase(Locale.ROOT)));
      assertThat(allowed(listener, path.getKey()))
          .as("%s%s", listener, path.getKey())
          .isEqualTo(documented);
    }
    assertThat(paths.size()).isGreaterThan(5);
  }

  /** As the server itself says, but for the methods that every route has. */
  private static Set<String> allowed(URI listener, String path) {
    try {
      String answer =
          RawHttp.exchange(
              listener,
              "OPTIONS "
                  + path.replaceAll("[{}]", "")
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      String allow = answer.replaceAll("(?s).*\r\nAllow: ([^\r]*)\r\n.*", "$1");
      Set<String> methods = new TreeSet<>(List.of(allow.split(", ")));
      methods.removeAll(Set.of("HEAD", "OPTIONS"));
      return methods;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void producesEveryAnswerThatIsDocumentedForTasks() throws Exception {
    ApiContract api;
    try (TestServer server =
        TestServer.start(
                folder.resolve("a"),
                "--handler",
                "exec",
                "--exec",
                // A file named by us, holding what the client sent: the client's word decides.
                "sh -c 'read w; case $w in fail) exit 3;; none) ;; *) echo ok;; esac'",
                "--max-attempts",
                "1",
                "--capacity",
                "8",
                "--max-payload",
                "1000")
            .awaitReady()) {
      api = ApiContract.of(server.publicUri("").toString());
      askForTasks(server);
    }
    askWithOutcomes(api);
    Set<String> missing = new TreeSet<>(api.documented());
    missing.removeAll(api.produced());
    // 30 s of silence: too long for here, SlowClientsTest has it by a reset.
    missing.remove(BODY_SLOW);
    // A full queue of cancellations: CancelTest of the engine fills it.
    missing.remove("DELETE /tasks/{id} 503 queue-busy");
    missing.removeIf(answer -> answer.endsWith(" too-many-transfers"));
    // Only if the record of a result goes between two looks at it.
    missing.removeIf(answer -> answer.endsWith(" 204"));
    assertThat(missing).isEmpty();
  }

  private static void askForTasks(TestServer server) {
    for (String path :
        new String[] {"/healthz", "/openapi.json", "/api", "/api/api.js", "/api/api.css"}) {
      assertThat(server.get(path).status()).isEqualTo(200);
    }
    assertThat(server.get("/transcribe").status()).isEqualTo(200);
    server.get("/transcribe?block=what");
    server.post("/tasks", new byte[] {1});
    server.post("/tasks", new byte[1001]);
    server.post("/tasks?wait=soon", new byte[] {1});
    String done = server.post("/tasks?wait=30s", bytes("ok")).header("Location");
    String failed = server.post("/tasks?wait=30s", bytes("fail")).header("Location");
    String none = server.post("/tasks?wait=30s", bytes("none")).header("Location");
    server.post("/tasks", bytes("a"), "Idempotency-Key", "k");
    server.post("/tasks", bytes("b"), "Idempotency-Key", "k");
    server.getAdmin("/queue/join?timeout=30s");
    for (String task : new String[] {done, failed, none, "/tasks/task-999", "/tasks/x"}) {
      server.get(task);
      server.get(task + "/result");
      server.delete(task);
    }
    server.postAdmin("/queue/pause");
    String queued = server.post("/tasks", new byte[] {1}).header("Location");
    server.get(queued + "/result");
    server.delete(queued);
    server.get(queued + "/result");
    String last = "/tasks/task-" + server.getAdmin("/queue").json().path("enqueued").asInt();
    CompletableFuture<Answer> waits = server.postLater("/tasks?wait=30s", new byte[] {1});
    await().until(() -> server.get(last).status() == 200 || waits.isDone());
    server.delete(last);
    assertThat(waits.join().status()).isEqualTo(422);
    server.postAdmin("/queue/resume");
  }

  private static byte[] bytes(String word) {
    return (word + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A listener that is told how puts end: what needs other processes to come about. */
  private void askWithOutcomes(ApiContract api) {
    AtomicReference<PutOutcome> outcome = new AtomicReference<>();
    ServerConfig config = TestServer.config(folder.resolve("b"), "--no-supervise");
    EventLoop loop = new EventLoop("test-loop");
    try (JoinableQueue queue = JoinableQueue.open(config.queue());
        PublicListener listener =
            new PublicListener(
                new Endpoint("public", "--port", "127.0.0.1", 0, Optional.empty(), Limits.usual()),
                new Backend(
                    queue,
                    config.queue(),
                    loop,
                    new Watchdog(loop, Watchdog.STALL_THRESHOLD),
                    (payload, deadline) -> CompletableFuture.completedFuture(outcome.get()),
                    new DrainRate(System::nanoTime),
                    new Events(Clock.systemUTC()),
                    () -> false),
                new PublicThreads(HandlerMode.LOOP, 1))) {
      loop.start();
      listener.start();
      TestServer client = TestServer.at(listener.url(), listener.url()).holdToDocuments();
      for (PutOutcome each :
          List.of(
              new PutOutcome.Full(),
              new PutOutcome.Busy(),
              new PutOutcome.NoConsumer(),
              new PutOutcome.ProducerStalled(1),
              new PutOutcome.Dropped(),
              new PutOutcome.Draining(),
              new PutOutcome.Accepted(TaskId.parse("task-0")))) {
        outcome.set(each);
        client.get("/transcribe");
        client.post("/tasks", new byte[] {1});
      }
    } finally {
      loop.stop();
    }
    assertThat(api.produced()).contains("POST /tasks 503 queue-busy");
  }

  @Test
  void producesEveryAnswerThatIsDocumentedForOperators() {
    Set<String> missing;
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
                "50s")
            .awaitReady()) {
      ApiContract api = ApiContract.of(server.adminUri("").toString());
      server.getAdmin("/livez");
      server.getAdmin("/queue");
      server.getAdmin("/workers");
      server.getAdmin("/queue/join");
      server.getAdmin("/queue/join?timeout=x");
      server.postAdmin("/queue/pause");
      server.postAdmin("/queue/resume");
      server.postAdmin("/workers/1/signal?name=HUP");
      server.postAdmin("/workers/9/signal?name=KILL");
      server.postAdmin("/workers/1/signal?name=KILL");
      await().until(() -> server.postAdmin("/workers/1/signal?name=KILL").status() == 409);
      await().atMost(TestServer.PATIENCE).until(() -> server.getAdmin("/readyz").status() == 200);
      CompletableFuture<?> wedged = server.getLater("/transcribe?block=true");
      await().until(() -> server.getAdmin("/livez").status() == 503);
      server.getAdmin("/readyz");
      server.getAdmin("/queue/join?timeout=0ms");
      List<CompletableFuture<Integer>> many = new ArrayList<>();
      for (int join = 0; join < 12; join++) {
        many.add(
            CompletableFuture.supplyAsync(
                () -> server.getAdmin("/queue/join?timeout=2s").status(),
                body -> new Thread(body, "join").start()));
      }
      assertThat(many.stream().map(CompletableFuture::join)).contains(503, 504);
      assertThat(wedged).isNotDone();
      missing = new TreeSet<>(api.documented());
      missing.removeAll(api.produced());
    }
    // Of the half second between the end of the joins and that of the listener.
    missing.remove("GET /queue/join 503 draining");
    missing.removeIf(answer -> !answer.matches("\\S+ /(livez|readyz|queue|workers)\\b.*"));
    missing.removeIf(answer -> answer.matches("POST /workers/(resume|restart) .*"));
    assertThat(missing).isEmpty();
  }
}
