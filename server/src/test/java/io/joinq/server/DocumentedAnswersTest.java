package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.queue.DiskFullException;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.TaskId;
import io.joinq.server.TestServer.Answer;
import io.joinq.server.events.Events;
import io.joinq.server.http.PublicListener;
import io.joinq.server.http.security.Endpoint;
import io.joinq.server.http.security.Limits;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.http.transport.PublicThreads;
import io.joinq.server.loop.EventLoop;
import io.joinq.server.loop.HandlerMode;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.DrainRate;
import io.joinq.server.put.PutOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI documents say no more than what is true, and no less. */
@Tag("process")
@Timeout(180)
class DocumentedAnswersTest {
  private static final int MOST_CANCELLATIONS = 256;
  private static final int MOST_TRANSFERS = 64;
  private static final int MOST_FOLLOWERS = 16;

  /** Answers that this test does not produce, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "POST /tasks 204", "needs a consumer that gives no result: TaskRoutesTest has one",
          "GET /tasks/{id}/result 204", "only if the record of a result goes between two looks",
          "GET /events 200 text/event-stream", "never ends: EventStreamTest reads it as it comes");

  @TempDir private Path folder;

  @Test
  void documentsTheRoutesThatAreServedAndNoOthers() {
    try (Server server = Server.start(TestServer.config(folder, "--no-supervise"))) {
      TestServer client = TestServer.at(server.publicUrl(), server.adminUrl());
      assertServed(client, client.publicUri(""), server.publicHandlers());
      assertServed(client, client.adminUri(""), server.adminHandlers());
    }
  }

  private static void assertServed(TestServer server, URI listener, Set<String> registered) {
    Set<String> undocumented = new TreeSet<>(registered);
    // What passes every request, before all routes.
    assertThat(undocumented.removeIf(handler -> handler.startsWith("BEFORE "))).isTrue();
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
      for (String method : documented) {
        assertThat(undocumented.remove(method + " " + path.getKey()))
            .as("%s %s is registered", method, path.getKey())
            .isTrue();
      }
      if (documented.contains("GET")) {
        undocumented.remove("HEAD " + path.getKey());
      }
    }
    assertThat(undocumented).as("registered past the declarations").isEmpty();
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
                "sh -c 'read w; case $w in fail) exit 3;; none) ;; big) head -c 70000 /dev/zero;;"
                    + " *) echo ok;; esac'",
                "--max-attempts",
                "1",
                "--capacity",
                "8",
                "--max-payload",
                "100000")
            .awaitReady()) {
      api = ApiContract.of(server.publicUri("").toString());
      askForTasks(server);
      askWhileManyTransfer(server);
    }
    askWithOutcomes(api);
    assertAllProduced(api);
  }

  private static void assertAllProduced(ApiContract api) {
    Set<String> missing = new TreeSet<>(api.documented());
    missing.removeAll(api.produced());
    missing.removeAll(ELSEWHERE.keySet());
    assertThat(missing).as("documented, but produced by no test").isEmpty();
  }

  /** Bodies that do not come take all that there is for bodies and for large results. */
  private static void askWhileManyTransfer(TestServer server) throws IOException {
    String large = server.post("/tasks?wait=30s", bytes("big")).header("Location") + "/result";
    assertThat(server.get(large).status()).isEqualTo(200);
    List<RawHttp> slow = new ArrayList<>();
    try {
      for (int client = 0; client < MOST_TRANSFERS; client++) {
        slow.add(
            RawHttp.connect(server.publicUri(""))
                .send("POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx"));
      }
      await().until(() -> server.get(large).status() == 503);
      // Of unknown length, so that nobody can know that it is there already.
      HttpRequest.BodyPublisher chunks =
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes("late")));
      Answer refused = server.send(HttpRequest.newBuilder(server.publicUri("/tasks")).POST(chunks));
      assertThat(refused.member("type")).isEqualTo("too-many-transfers");
    } finally {
      for (RawHttp client : slow) {
        client.close();
      }
    }
  }

  private static void askForTasks(TestServer server) {
    for (String path :
        new String[] {"/healthz", "/openapi.json", "/api", "/api/api.js", "/api/api.css"}) {
      assertThat(server.get(path).status()).isEqualTo(200);
    }
    assertThat(server.get("/transcribe").status()).isEqualTo(200);
    server.get("/transcribe?block=what");
    server.post("/tasks", new byte[] {1});
    server.post("/tasks", new byte[100_001]);
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
    AtomicReference<CompletableFuture<PutOutcome>> outcome = new AtomicReference<>();
    ServerConfig config =
        TestServer.config(folder.resolve("b"), "--no-supervise", "--capacity", "300");
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
                    (payload, deadline) -> outcome.get(),
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
        outcome.set(CompletableFuture.completedFuture(each));
        client.get("/transcribe");
        client.post("/tasks", new byte[] {1});
      }
      outcome.set(CompletableFuture.failedFuture(new DiskFullException(folder, 1)));
      assertThat(client.get("/transcribe").header("Retry-After")).isNotNull();
      client.post("/tasks", new byte[] {1});
      cancelTooMany(queue, client);
    } finally {
      loop.stop();
    }
    assertThat(api.produced()).contains("POST /tasks 503 queue-busy");
  }

  /** All behind one that is not cancelled and that nobody takes. */
  private static void cancelTooMany(JoinableQueue queue, TestServer client) {
    for (int task = 0; task <= MOST_CANCELLATIONS + 1; task++) {
      assertThat(queue.offer(new byte[] {1})).isPresent();
    }
    for (int task = 1; task <= MOST_CANCELLATIONS; task++) {
      assertThat(client.delete("/tasks/task-" + task).status()).isEqualTo(200);
    }
    Answer refused = client.delete("/tasks/task-" + (MOST_CANCELLATIONS + 1));
    assertThat(refused.member("type")).isEqualTo("queue-busy");
  }

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
      server.getAdmin("/queue");
      server.getAdmin("/workers");
      server.getAdmin("/queue/join");
      server.getAdmin("/queue/join?timeout=x");
      server.postAdmin("/queue/pause");
      server.postAdmin("/queue/resume");
      server.postAdmin("/workers/1/signal?name=HUP");
      server.postAdmin("/workers/9/signal?name=KILL");
      String letter = killWithATask(server);
      askForDeadLetters(server, letter);
      String requeued = killWithATask(server);
      await().atMost(TestServer.PATIENCE).until(() -> server.getAdmin("/readyz").status() == 200);
      CompletableFuture<?> wedged = server.getLater("/transcribe?block=true");
      await().until(() -> server.getAdmin("/livez").status() == 503);
      server.getAdmin("/readyz");
      assertThat(server.postAdmin("/dead-letters/" + requeued + "/requeue").member("type"))
          .isEqualTo("queue-full");
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
      assertThat(server.postAdmin("/workers/resume").status()).isEqualTo(200);
      assertThat(server.postAdmin("/workers/restart").status()).isEqualTo(202);
      open = server.getAdminLater("/queue/join?timeout=60s");
      await().until(() -> stack("join-").contains("JoinableQueue.join"));
    }
    assertThat(open.join().member("type")).isEqualTo("draining");
    askToRestartNone();
    assertAllProduced(api);
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
    for (String id : new String[] {letter, "task-999", "x"}) {
      server.getAdmin("/dead-letters/" + id);
      server.postAdmin("/dead-letters/" + id + "/requeue");
    }
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
