package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/** Holds every answer of a listener against the OpenAPI document that the listener gives. */
final class ApiContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROBLEM = "application/problem+json";
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());
  // What any route may answer before its handler is asked.
  private static final Set<String> EVERYWHERE =
      Set.of(
          "unauthorized",
          "cross-origin",
          "misdirected",
          "method-not-allowed",
          "unknown-coding",
          "bad-request",
          "draining");
  private static final Map<JsonNode, ApiContract> KNOWN = new ConcurrentHashMap<>();

  private final JsonNode document;
  private final Map<Pattern, String> paths = new LinkedHashMap<>();
  private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();
  private final Set<String> produced = new ConcurrentSkipListSet<>();

  private ApiContract(JsonNode document) {
    this.document = document;
    for (String path : iterable(document.path("paths"))) {
      paths.put(Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+") + "/?"), path);
    }
  }

  /** The contract of the listener at this address, which must be free to answer. */
  static ApiContract of(String url) {
    try {
      HttpResponse<byte[]> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/openapi.json")).build(),
                  BodyHandlers.ofByteArray());
      return KNOWN.computeIfAbsent(JSON.readTree(answer.body()), ApiContract::new);
    } catch (IOException e) {
      throw new AssertionError("no document at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Every answer that is documented, as {@code GET /path 200 application/json}. */
  Set<String> documented() {
    Set<String> all = new TreeSet<>();
    for (String path : iterable(document.path("paths"))) {
      JsonNode operations = document.path("paths").path(path);
      for (String method : iterable(operations)) {
        String route = method.toUpperCase(Locale.ROOT) + " " + path;
        JsonNode responses = operations.path(method).path("responses");
        for (String status : iterable(responses)) {
          if (!status.equals("default")) {
            addTo(all, route + " " + status, responses.path(status));
          }
        }
      }
    }
    return all;
  }

  private static void addTo(Set<String> all, String answer, JsonNode response) {
    if (!response.has("content")) {
      all.add(answer);
    }
    for (String type : iterable(response.path("content"))) {
      if (type.equals(PROBLEM)) {
        JsonNode types = response.at("/content/application~1problem+json/schema/properties/type");
        types.path("enum").forEach(name -> all.add(answer + " " + name.asText()));
      } else {
        all.add(answer + " " + type);
      }
    }
  }

  /** Those that a test of this JVM has seen. */
  Set<String> produced() {
    return produced;
  }

  /**
   * @throws AssertionError if the document knows no such answer
   */
  void check(HttpResponse<byte[]> answer) {
    String method = answer.request().method();
    String path = path(answer.request().uri().getRawPath());
    JsonNode operation = document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    JsonNode response = operation.path("responses").path(Integer.toString(answer.statusCode()));
    JsonNode content = response.path("content");
    if (type.equals(PROBLEM)) {
      checkProblem(answer, content.path(PROBLEM).path("schema"), method + " " + path);
    } else if (type.isEmpty() && !content.isMissingNode() && answer.body().length == 0) {
      throw failure(answer, "has no body, and one is documented");
    } else if (response.isMissingNode() || (!type.isEmpty() && !content.has(type))) {
      throw failure(answer, "is not documented");
    } else {
      if (type.equals("application/json")) {
        validate(answer, content.path(type).path("schema"));
      }
      produced.add((method + " " + path + " " + answer.statusCode() + " " + type).stripTrailing());
    }
  }

  private void checkProblem(HttpResponse<byte[]> answer, JsonNode schema, String route) {
    String type = tree(answer).path("type").asText();
    boolean own = schema.at("/properties/type/enum").toString().contains("\"" + type + "\"");
    boolean noRoute = !paths.containsValue(route.substring(route.indexOf(' ') + 1));
    if (!own && !noRoute && !EVERYWHERE.contains(type)) {
      throw failure(answer, "is a problem that is not documented");
    }
    validate(answer, own ? schema : document.at("/components/schemas/Problem"));
    if (tree(answer).path("status").asInt() != answer.statusCode()) {
      throw failure(answer, "names another status");
    }
    produced.add(route + " " + answer.statusCode() + " " + type);
  }

  private void validate(HttpResponse<byte[]> answer, JsonNode schema) {
    var errors = compiled.computeIfAbsent(schema, this::compile).validate(tree(answer));
    if (!errors.isEmpty()) {
      throw failure(answer, "is not as documented: " + errors);
    }
  }

  private Schema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    // References begin at the root of the document.
    whole.set("components", document.path("components"));
    return SCHEMAS.getSchema(whole);
  }

  private String path(String requested) {
    return paths.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(requested).matches())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(requested);
  }

  private static JsonNode tree(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + new String(answer.body(), StandardCharsets.UTF_8), e);
    }
  }

  private static AssertionError failure(HttpResponse<byte[]> answer, String what) {
    return new AssertionError(
        answer.request().method()
            + " "
            + answer.request().uri()
            + " "
            + answer.statusCode()
            + " "
            + new String(answer.body(), StandardCharsets.UTF_8)
            + " "
            + what);
  }

  private static Iterable<String> iterable(JsonNode node) {
    return node::fieldNames;
  }

  /** Fails if an answer is documented, but was neither produced nor is tested elsewhere. */
  void assertAllProduced(Map<String, String> elsewhere) {
    Set<String> missing = new TreeSet<>(documented());
    missing.removeAll(produced());
    missing.removeAll(elsewhere.keySet());
    assertThat(missing).as("documented, but produced by no test").isEmpty();
  }
}
