package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a web page of somebody else's can do, that a browser on this machine shows: nothing. */
@Tag("fast")
@Timeout(120)
class OriginsTest {
  private static final String[] CHANGES = {
    "GET /transcribe", "GET /transcribe?block=true", "POST /tasks", "DELETE /tasks/task-0"
  };
  private static final String[] READS = {"GET /tasks/task-0", "GET /tasks/task-0/result"};
  private static final String[] ADMIN = {
    "GET /queue",
    "GET /workers",
    "GET /events",
    "GET /queue/join",
    "POST /queue/pause",
    "POST /queue/resume",
    "POST /workers/1/signal?name=KILL"
  };

  @TempDir private Path folder;

  private static int ask(URI uri, String requestLine, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(requestLine + " HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (!requestLine.startsWith("GET")) {
      request.append("Content-Length: 0\r\n");
    }
    return RawHttp.status(RawHttp.exchange(uri, request + "Connection: close\r\n\r\n"));
  }

  private static String host(URI uri) {
    return "Host: " + uri.getHost() + ":" + uri.getPort();
  }

  @Test
  void refusesEverythingThatNamesTheServerAsItIsNotNamed() throws IOException {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      URI uri = server.publicUri("/");
      for (String line : new String[] {"GET /healthz", "GET /openapi.json", "GET /nothing"}) {
        assertThat(ask(uri, line, "Host: rebound.example")).as(line).isEqualTo(421);
      }
      for (String line : CHANGES) {
        assertThat(ask(uri, line, "Host: rebound.example:" + uri.getPort())).isEqualTo(421);
      }
      for (String line : ADMIN) {
        assertThat(ask(server.adminUri("/"), line, "Host: localhost.evil.example")).isEqualTo(421);
      }
      assertThat(ask(uri, "GET /healthz", "Host: LOCALHOST:1")).isEqualTo(200);
      assertThat(ask(uri, "GET /healthz", "Host: [::1]")).isEqualTo(200);
    }
  }

  @Test
  void refusesRequestsThatBrowsersMakeForOtherPages() throws IOException {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      assertRefused(server.publicUri("/"), CHANGES);
      assertRefused(server.publicUri("/"), READS);
      assertRefused(server.adminUri("/"), ADMIN);

      assertThat(server.getAdmin("/queue").json().path("paused").asBoolean()).isFalse();
      assertThat(server.getAdmin("/queue").json().path("enqueued").asInt()).isZero();
    }
  }

  private static void assertRefused(URI uri, String[] requestLines) throws IOException {
    for (String line : requestLines) {
      for (String header :
          new String[] {
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site",
            "Origin: http://evil.example",
            "Origin: null",
            "Origin: http://localhost:1",
            "Origin: https://" + uri.getHost() + ":" + uri.getPort()
          }) {
        assertThat(ask(uri, line, host(uri), header)).as("%s, %s", line, header).isEqualTo(403);
      }
    }
  }

  @Test
  void letsItsOwnPagesAndTheAddressBarIn() throws IOException {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      URI uri = server.publicUri("/");
      String origin = "Origin: http://" + uri.getHost() + ":" + uri.getPort();

      assertThat(ask(uri, "GET /tasks/task-0", host(uri), "Sec-Fetch-Site: none")).isEqualTo(404);
      assertThat(ask(uri, "POST /tasks", host(uri), "Sec-Fetch-Site: same-origin", origin))
          .isEqualTo(503);
    }
  }

  @Test
  void letsWhoeverBearsTheTokenInFromAnywhere() throws IOException {
    try (TestServer server =
        TestServer.start(folder, "--no-supervise", "--admin-token", "s3cret")) {
      URI uri = server.adminUri("/");
      String token = "Authorization: Bearer s3cret";

      assertThat(ask(uri, "POST /queue/pause", host(uri), "Origin: http://a.example", token))
          .isEqualTo(200);
      assertThat(ask(uri, "GET /queue", host(uri), "Origin: http://a.example")).isEqualTo(403);
    }
  }

  @Test
  void givesOthersThanThisMachineNothingButProbesWithoutTheToken() throws IOException {
    try (TestServer server =
        TestServer.start(
            folder, "--no-supervise", "--bind", "0.0.0.0", "--admin-token", "s3cret")) {
      URI uri = URI.create("http://127.0.0.1:" + server.publicUri("/").getPort());
      URI admin = URI.create("http://127.0.0.1:" + server.adminUri("/").getPort());
      for (String line : CHANGES) {
        assertThat(ask(uri, line, "Host: joinq.example")).as(line).isEqualTo(401);
      }
      for (String line : READS) {
        assertThat(ask(uri, line, "Host: joinq.example")).as(line).isEqualTo(401);
      }
      for (String line : ADMIN) {
        assertThat(ask(admin, line, "Host: joinq.example")).as(line).isEqualTo(401);
      }
      assertThat(ask(uri, "GET /healthz", "Host: joinq.example")).isEqualTo(200);
      assertThat(ask(admin, "GET /livez", "Host: joinq.example")).isEqualTo(200);
      assertThat(
              ask(uri, "GET /tasks/task-0", "Host: joinq.example", "Authorization: Bearer s3cret"))
          .isEqualTo(404);
    }
  }
}
