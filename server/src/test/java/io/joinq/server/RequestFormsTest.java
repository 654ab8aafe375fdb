package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of every form, well or badly made, on raw sockets. */
@Tag("fast")
@Timeout(120)
class RequestFormsTest {
  private static final String LARGE = "x".repeat(1 << 20);
  private static final String END = "Connection: close\r\n\r\n";

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(folder, "--no-supervise", "--max-payload", "1000");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String exchange(String request) throws IOException {
    return RawHttp.exchange(server.publicUri("/"), request);
  }

  private static String ask(String requestLine, String... headers) throws IOException {
    return ask(server.publicUri("/"), requestLine, headers);
  }

  private static String ask(URI uri, String requestLine, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(requestLine + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return RawHttp.exchange(uri, request + END);
  }

  private static String post(String body, String... headers) {
    String head = String.join("\r\n", headers);
    return "POST /tasks HTTP/1.1\r\nHost: localhost\r\n" + head + "\r\n\r\n" + body;
  }

  private static void assertProblem(String answer, int status, String type) {
    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(status);
    assertThat(answer)
        .contains("Content-Type: application/problem+json")
        .contains("\"type\":\"" + type + "\"")
        .contains("X-Content-Type-Options: nosniff")
        .doesNotContain("Jetty", "Javalin", "\tat ", "java.");
  }

  @Test
  void answersHeadWithTheHeadersOfGetAndNoBody() throws IOException {
    String answer = ask("HEAD /healthz");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Content-Type: application/json");
    assertThat(answer).contains("Content-Length: 15").endsWith("\r\n\r\n");
  }

  @Test
  void answersHeadOfWhatIsNotThereWithoutABody() throws IOException {
    assertThat(ask("HEAD /nothing")).startsWith("HTTP/1.1 404 ").endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /healthz|GET, HEAD, OPTIONS",
        "HEAD /transcribe|GET, OPTIONS",
        "PUT /tasks|OPTIONS, POST",
        "TRACE /tasks/task-0/result|GET, HEAD, OPTIONS",
        "FOO /healthz|GET, HEAD, OPTIONS",
        "BEFORE /healthz|GET, HEAD, OPTIONS",
        "WEBSOCKET_BEFORE_UPGRADE /healthz|GET, HEAD, OPTIONS"
      })
  void namesTheMethodsThatARouteTakes(String requestLine, String allowed) throws IOException {
    String answer = ask(requestLine);

    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(405);
    assertThat(answer).contains("Allow: " + allowed + "\r\n");
  }

  @Test
  void answersOptionsWithoutLettingOtherOriginsIn() throws IOException {
    String answer =
        ask(
            "OPTIONS /tasks",
            "Origin: http://evil.example",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: idempotency-key");

    assertThat(answer).startsWith("HTTP/1.1 204 ").contains("Allow: OPTIONS, POST");
    assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("access-control-");
  }

  @Test
  void setsNoCookieAndKnowsNoWebSockets() throws IOException {
    String upgrade =
        String.join(
            "\r\n",
            "GET /healthz HTTP/1.1",
            "Host: localhost",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "\r\n");
    String answer;
    try (RawHttp http = RawHttp.connect(server.publicUri("/"))) {
      answer = http.send(upgrade).readUntil("{\"status\":\"ok\"}");
    }

    assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("Set-Cookie");
  }

  @Test
  void tellsBrowsersToDoNothingWithItsAnswers() throws IOException {
    for (String uri :
        new String[] {server.publicUri("/healthz") + "", server.adminUri("/queue") + ""}) {
      assertThat(ask(URI.create(uri), "GET " + URI.create(uri).getPath()))
          .contains("X-Content-Type-Options: nosniff")
          .contains("Content-Security-Policy: default-src 'none'")
          .contains("frame-ancestors 'none'")
          .contains("Referrer-Policy: no-referrer")
          .contains("Cross-Origin-Resource-Policy: same-origin")
          .contains("Cache-Control: no-store");
    }
  }

  @Test
  void refusesAQueryThatIsNotWellEncoded() throws IOException {
    assertProblem(ask("GET /transcribe?block=%zz"), 400, "bad-request");
    assertProblem(ask("GET /transcribe?block=%e"), 400, "bad-request");
  }

  @Test
  void refusesChunksThatAreMalformed() throws IOException {
    assertProblem(
        exchange(post("zz\r\nabc\r\n", "Transfer-Encoding: chunked")), 400, "bad-request");
  }

  @Test
  void refusesCodingsThatItDoesNotUndo() throws IOException {
    assertProblem(
        exchange(post("0\r\n\r\n", "Transfer-Encoding: gzip, chunked")), 501, "unknown-coding");
  }

  @Test
  void refusesWhatCouldBeReadInTwoWays() throws IOException {
    assertProblem(
        exchange(post("0\r\n\r\n", "Content-Length: 3", "Transfer-Encoding: chunked")),
        400,
        "bad-request");
    assertProblem(
        exchange(post("abcd", "Content-Length: 3", "Content-Length: 4")), 400, "bad-request");
    assertProblem(
        exchange("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: a\r\n\r\n"),
        400,
        "bad-request");
  }

  @Test
  void limitsTheHeadersAndTheirLine() throws IOException {
    assertThat(ask("GET /healthz", "X: " + "x".repeat(7_000))).startsWith("HTTP/1.1 200 ");
    assertProblem(
        ask("GET /healthz", "X: " + "x".repeat(9_000)), 431, "request-header-fields-too-large");
    String[] many =
        IntStream.range(0, 3_000).mapToObj(header -> "X" + header + ": x").toArray(String[]::new);
    assertProblem(ask("GET /healthz", many), 431, "request-header-fields-too-large");
    assertProblem(ask("GET /" + "x".repeat(9_000)), 414, "uri-too-long");
  }

  @Test
  void refusesABodyBeforeTheClientSendsIt() throws IOException {
    String answer = exchange(post("", "Content-Length: 1001", "Expect: 100-continue"));

    assertProblem(answer, 413, "payload-too-large");
    assertThat(answer).doesNotContain("100 Continue");
  }

  @Test
  void asksForABodyThatTheClientHoldsBack() throws IOException {
    try (RawHttp http = RawHttp.connect(server.publicUri("/"))) {
      http.send(post("", "Content-Length: 3", "Expect: 100-continue", "Connection: close"));
      assertThat(http.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");

      assertProblem(http.send("abc").readAll(), 503, "no-consumer");
    }
  }

  @Test
  void answersRequestsThatComeAtOnceInTheirOrder() throws IOException {
    String one = "GET /tasks/task-%d HTTP/1.1\r\nHost: localhost\r\n";
    StringBuilder all = new StringBuilder();
    for (int id = 0; id < 50; id++) {
      all.append(one.formatted(id)).append(id == 49 ? END : "\r\n");
    }

    String answers = exchange(all.toString());

    int from = 0;
    for (int id = 0; id < 50; id++) {
      from = answers.indexOf("\"detail\":\"task-" + id + " was never put", from);
      assertThat(from).as("the answer on task-%d", id).isPositive();
    }
  }

  @Test
  void reachesNothingOutsideByAPath() throws IOException {
    for (String path :
        new String[] {
          "/tasks/../../etc/passwd",
          "/tasks/..%2F..%2Fetc%2Fpasswd",
          "/tasks/%2e%2e/%2e%2e/etc",
          "/tasks/task-0%00",
          "/api/../../../etc/passwd",
          "/api/..%5c..%5cx",
          "/api/api.html",
          "//etc/passwd",
          "/tasks/task-0;x=/etc/passwd"
        }) {
      assertThat(RawHttp.status(ask("GET " + path))).as(path).isIn(400, 404);
    }
  }

  /** Of requests that are answered before their body has come: the client must get the answer. */
  @ParameterizedTest
  @CsvSource({
    "POST /tasks, localhost, 413",
    "POST /tasks, evil.example, 421",
    "POST /nothing, localhost, 404",
    "DELETE /tasks, localhost, 405"
  })
  void doesNotLoseAnAnswerWithTheConnection(String line, String host, int status)
      throws IOException {
    String head = line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nContent-Length: ";
    try (RawHttp http = RawHttp.connect(server.publicUri("/"))) {
      http.send(head + LARGE.length() + "\r\n\r\n" + LARGE.charAt(0)).awaitAnswer();
      http.send(LARGE.substring(1));

      String answer = http.readAll();

      assertThat(RawHttp.status(answer)).as(answer).isEqualTo(status);
      assertThat(answer).endsWith("}");
    }
  }
}
