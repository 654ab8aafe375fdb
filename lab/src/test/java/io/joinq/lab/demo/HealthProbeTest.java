package io.joinq.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.joinq.lab.cluster.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class HealthProbeTest {
  private final Semaphore answers = new Semaphore(0);
  private final CountDownLatch third = new CountDownLatch(3);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/healthz",
        exchange -> {
          third.countDown();
          answers.acquireUninterruptibly();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    answers.release(1_000);
    server.stop(0);
  }

  @Test
  void countsTheAnswerThatIsOutstandingAndNoneAfterIt() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (HealthProbe probe = HealthProbe.start(new Client(url), "/healthz")) {
      answers.release(2);
      third.await();
      CompletableFuture<HealthProbe.Health> finish = new CompletableFuture<>();
      Thread finisher =
          new Thread(
              () -> {
                try {
                  finish.complete(probe.finish());
                } catch (InterruptedException | RuntimeException e) {
                  finish.completeExceptionally(e);
                }
              });
      finisher.start();
      await().until(() -> finisher.getState() == Thread.State.TIMED_WAITING);
      assertThat(finish).isNotDone();
      answers.release(1_000);
      HealthProbe.Health health = finish.join();
      assertThat(health.asked()).isEqualTo(3);
      assertThat(health.healthy()).isEqualTo(3);
      assertThat(probe.asked()).isEqualTo(3);
    }
  }
}
