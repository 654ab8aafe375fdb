package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.process.JavaCommand;
import io.joinq.server.TestServer.Answer;
import io.joinq.testing.ChildJvm;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server process with a small heap, and clients that send more than fits into it. */
@Tag("process")
@Timeout(120)
class SmallHeapTest {
  private static final int PAYLOAD = 5 << 20;
  private static final int CLIENTS = 40;

  @TempDir private Path folder;

  /** Without a length, so that it might be as large as a payload may be. */
  private static Answer inChunks(TestServer server) {
    return server.send(
        HttpRequest.newBuilder(server.publicUri("/tasks"))
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1]))));
  }

  @Test
  void refusesPayloadsThatWouldNotFitIntoItsMemoryWhileTheyWait() {
    JavaCommand command =
        JavaCommand.of(ServerMain.class.getName())
            .withFlag("-Xmx96m")
            .withArguments(TestServer.arguments(folder, "--put", "async", "--put-timeout", "60s"));
    try (ChildJvm process = ChildJvm.start(command)) {
      String publicUrl = process.awaitLine("public http").replaceFirst("^public ", "");
      String adminUrl = process.awaitLine("admin http").replaceFirst("^admin ", "");
      TestServer server = TestServer.at(publicUrl, adminUrl).awaitReady();
      assertThat(server.postAdmin("/queue/pause").status()).isEqualTo(200);
      assertThat(server.post("/tasks", new byte[] {1}).status()).isEqualTo(202);

      byte[] payload = new byte[PAYLOAD];
      List<CompletableFuture<Answer>> clients =
          IntStream.range(0, CLIENTS)
              .mapToObj(client -> server.postLater("/tasks", payload))
              .toList();
      // Two of these payloads fit into an eighth of 96 MiB.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> clients.stream().filter(CompletableFuture::isDone).count() >= CLIENTS - 2);
      assertThat(clients)
          .filteredOn(CompletableFuture::isDone)
          .hasSize(CLIENTS - 2)
          .extracting(CompletableFuture::join)
          .allSatisfy(
              answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.member("type")).isEqualTo("too-many-transfers");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(answer.member("detail")).contains("of memory");
              });
      // What is small comes through all the same.
      CompletableFuture<Answer> small = server.postLater("/tasks", new byte[] {1});
      CompletableFuture<Answer> inChunks = CompletableFuture.supplyAsync(() -> inChunks(server));
      assertThat(server.get("/healthz").status()).isEqualTo(200);
      assertThat(small).isNotDone();

      assertThat(server.postAdmin("/queue/resume").status()).isEqualTo(200);
      assertThat(clients)
          .extracting(CompletableFuture::join)
          .filteredOn(answer -> answer.status() == 202)
          .hasSize(2);
      assertThat(small.join().status()).isEqualTo(202);
      assertThat(inChunks.join().status()).isEqualTo(202);
      // Nothing is held any more.
      assertThat(server.post("/tasks", payload).status()).isEqualTo(202);
    }
  }
}
