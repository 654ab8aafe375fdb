package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI documents list the routes that are served, and no others. */
@Tag("process")
@Timeout(180)
class DocumentedRoutesTest {
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
}
