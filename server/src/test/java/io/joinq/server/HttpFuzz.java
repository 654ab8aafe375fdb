package io.joinq.server;

import java.util.Random;
import java.util.function.Supplier;

/** Makes requests that are mostly wrong, each in a few ways, the same ones for the same seed. */
final class HttpFuzz {
  private static final String[] METHODS = {
    "GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "TRACE", "CONNECT", "PATCH", "BEFORE",
    "AFTER", "get", "G T", "\0", "PRI", "QUERY", "INVALID", ""
  };
  private static final String[] PATHS = {
    "/healthz",
    "/transcribe",
    "/tasks",
    "/tasks/task-0",
    "/tasks/task-0/result",
    "/openapi.json",
    "/api",
    "/livez",
    "/readyz",
    "/queue",
    "/workers",
    "/workers/1/signal",
    "/queue/pause",
    "/queue/resume",
    "/dead-letters",
    "/diagnosis",
    "/diagnosis/server",
    "/events",
    "/queue/join",
    "/workers/restart",
    "/workers/resume",
    "/dead-letters/task-0",
    "/dead-letters/task-0/requeue",
    "/metrics",
    "/",
    "*",
    "http://localhost/tasks"
  };
  private static final String[] PARTS = {
    "/..",
    "/../..",
    "/%2e%2e",
    "/..%2f",
    "//",
    "/.",
    ";a=b",
    "%00",
    "%ff",
    "%c0%af",
    "%",
    "%2",
    "\\",
    "/task-0",
    "/-1",
    "/9223372036854775808",
    "?",
    "#",
    "/%0d%0aX:%20y",
    " ",
    "\u00e9",
    "\t",
    "/{id}",
    "/$(id)",
    "/;id",
    "/`id`",
    "/%s%n",
    "/etc/passwd"
  };
  private static final String[] QUERIES = {
    "block=true",
    "block=",
    "block=%zz",
    "wait=1ms",
    "wait=99999999h",
    "wait=-1s",
    "wait=\u0000",
    "timeout=0ms",
    "timeout=1ms",
    "timeout=x",
    "name=KILL",
    "name=..",
    "name=%00",
    "a&b&&c==",
    "=",
    "%",
    "block=true&block=false",
    "wait=5ms&wait=x"
  };
  private static final String[] HEADERS = {
    "Host: localhost",
    "Host: evil.example",
    "Host:",
    "Host: [::1",
    "Host: a b",
    "Origin: null",
    "Sec-Fetch-Site: cross-site",
    "Content-Length: 3",
    "Content-Length: -1",
    "Content-Length: 3, 3",
    "Content-Length: 99999999999999999999",
    "Content-Length: 5001",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: chunked, chunked",
    "Transfer-Encoding:\tchunked",
    "Expect: 100-continue",
    "Expect: nonsense",
    "Idempotency-Key: ",
    "Idempotency-Key: k",
    "Prefer: wait=",
    "Prefer: wait=99999999999",
    "Prefer: wait=0",
    "Request-Timeout: 1",
    "Request-Timeout: -1",
    "Request-Timeout: 99999999999999",
    "Authorization: Bearer",
    "Authorization: Basic Og==",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Upgrade: h2c",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: x",
    "Last-Event-ID: -9",
    "Last-Event-ID: x",
    "Content-Type: multipart/form-data; boundary=x",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: \u00ff",
    "Content-Encoding: gzip",
    "Accept: ,,;q=",
    "Range: bytes=0-0",
    "Cookie: a",
    "If-None-Match: *",
    " folded: x",
    "No-Colon",
    ": no name",
    "X: a\0b",
    "X: a\rb",
    "Trailer: X",
    "X-HTTP-Method-Override: DELETE",
    "X-Forwarded-Host: evil.example"
  };
  private static final String[] BODIES = {
    "",
    "abc",
    "3\r\nabc\r\n0\r\n\r\n",
    "0\r\n\r\n",
    "zz\r\nabc\r\n",
    "FFFFFFFFFFFFFFFF\r\n",
    "3\r\nab",
    "-1\r\n\r\n",
    "3;ext=\"\r\nabc\r\n0\r\n\r\n",
    "0\r\nX: y\r\n\r\n",
    "1388\r\n",
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
  };
  private static final String[] VERSIONS = {
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/2.0",
    "HTTP/0.9",
    "HTP/1.1",
    "HTTP/1.1 x",
    ""
  };

  private final Random random;

  HttpFuzz(Random random) {
    this.random = random;
  }

  /** The bytes of a request, each a character. */
  String next() {
    StringBuilder request = new StringBuilder();
    request.append(mostly(METHODS, () -> garbage(8))).append(' ');
    request.append(target()).append(' ').append(one(VERSIONS)).append("\r\n");
    if (random.nextInt(10) > 0) {
      request.append("Host: localhost\r\n");
    }
    for (int headers = random.nextInt(5); headers > 0; headers--) {
      request.append(mostly(HEADERS, () -> "X: " + garbage(40))).append("\r\n");
    }
    if (random.nextInt(50) == 0) {
      request.append("X: ").append("x".repeat(random.nextInt(20_000))).append("\r\n");
    }
    request.append("\r\n").append(mostly(BODIES, () -> garbage(6_000)));
    return random.nextInt(8) == 0 ? mutated(request) : request.toString();
  }

  private String target() {
    StringBuilder target = new StringBuilder(one(PATHS));
    for (int parts = Math.max(0, random.nextInt(5) - 2); parts > 0; parts--) {
      target.append(one(PARTS));
    }
    if (random.nextInt(3) == 0) {
      target.append('?').append(mostly(QUERIES, () -> garbage(30)));
    }
    return target.toString();
  }

  private String mutated(StringBuilder request) {
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(request.length());
      switch (random.nextInt(3)) {
        case 0 -> request.deleteCharAt(at);
        case 1 -> request.insert(at, (char) random.nextInt(256));
        default -> request.setCharAt(at, (char) random.nextInt(256));
      }
    }
    return request.toString();
  }

  private String mostly(String[] known, Supplier<String> other) {
    return random.nextInt(12) == 0 ? other.get() : one(known);
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String garbage(int most) {
    StringBuilder bytes = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      bytes.append((char) random.nextInt(256));
    }
    return bytes.toString();
  }
}
