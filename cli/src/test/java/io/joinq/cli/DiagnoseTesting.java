package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A queue, processes of it, and what the server and the command say of them. */
@Timeout(180)
abstract class DiagnoseTesting {
  /** A port where nobody listens. */
  private static final int NOBODY = 1;

  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  URI queue;

  @BeforeEach
  void nameTheQueue() {
    queue = URI.create("chronicle:" + folder.resolve("queue"));
  }

  static Diagnosed asked(ServerProcess server) throws IOException, InterruptedException {
    return Diagnosed.of(new String(server.getAdmin("/diagnosis").body(), UTF_8));
  }

  /** By the command, in a JVM of its own. */
  Diagnosed told(int adminPort) throws IOException, InterruptedException {
    CommandRun run =
        CommandRun.of(
            "diagnose", "--json", "--queue", queue.toString(), "--admin-port", "" + adminPort);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return Diagnosed.of(String.join("", run.out()));
  }

  /** By the command, in this JVM, which has no server. */
  Diagnosed toldHere(String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("--window", "1s"));
    words.addAll(List.of(options));
    return Diagnosed.of(queue.toString(), NOBODY, words.toArray(String[]::new));
  }

  /** By the server and by the command, at the same time. */
  List<Diagnosed> both(ServerProcess server) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> asked = server.getAdminLater("/diagnosis");
    Diagnosed told = toldHere("--admin-port", Integer.toString(server.adminPort()));
    return List.of(Diagnosed.of(new String(asked.join().body(), UTF_8)), told);
  }

  static void awaitFrozen(ServerProcess server) {
    await("a frozen server")
        .atMost(PATIENCE)
        .until(() -> server.getAdmin("/livez").statusCode() == 503);
  }

  JoinableQueue open(int capacity) {
    return JoinableQueue.open(QueueConfig.of(queue).withCapacity(capacity));
  }

  QueueStatus status() {
    return QueueAdmin.inspect(queue);
  }

  static void end(WorkerProcess worker) {
    Signal.KILL.sendTo(worker.pid());
    worker.process().onExit().join();
  }
}
