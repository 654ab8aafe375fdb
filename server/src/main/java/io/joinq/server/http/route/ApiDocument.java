package io.joinq.server.http.route;

import io.joinq.server.http.problem.ProblemType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Builds the OpenAPI 3.1 document of a list of routes. */
public final class ApiDocument {
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final String PROBLEM = "Problem";

  private final Set<Class<? extends Record>> views = new LinkedHashSet<>();

  private ApiDocument() {}

  /** To be written as JSON. */
  public static Map<String, Object> of(String title, String version, List<Route> routes) {
    ApiDocument document = new ApiDocument();
    Map<String, Object> paths = document.paths(routes);
    Map<String, Object> schemas = new TreeMap<>(RecordSchemas.of(document.views));
    schemas.put(PROBLEM, problem());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("openapi", "3.1.0");
    json.put("info", Map.of("title", title, "version", version));
    json.put("paths", paths);
    json.put(
        "components",
        Map.of(
            "schemas",
            schemas,
            "securitySchemes",
            Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
    return json;
  }

  private Map<String, Object> paths(List<Route> routes) {
    Map<String, Object> paths = new LinkedHashMap<>();
    Map<String, Map<String, Object>> operations = new LinkedHashMap<>();
    for (Route route : routes) {
      operations
          .computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
          .put(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    paths.putAll(operations);
    return paths;
  }

  private Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", route.summary());
    if (route.access() == Access.CHANGES) {
      // With an empty alternative, because the token is optional.
      operation.put("security", List.of(Map.of("token", List.of()), Map.of()));
    }
    if (!route.parameters().isEmpty()) {
      operation.put("parameters", route.parameters().stream().map(this::parameter).toList());
    }
    route.body().ifPresent(body -> operation.put("requestBody", requestBody(body)));
    operation.put("responses", responses(route));
    return operation;
  }

  private Map<String, Object> parameter(Parameter parameter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", parameter.name());
    json.put("in", parameter.in().toString());
    json.put("required", parameter.required());
    json.put("description", parameter.says());
    json.put("schema", use(parameter.schema()));
    return json;
  }

  private Map<String, Object> requestBody(Schema body) {
    return Map.of("content", Map.of("application/octet-stream", Map.of("schema", use(body))));
  }

  private Map<String, Object> responses(Route route) {
    Map<String, Object> responses = new TreeMap<>();
    Map<Integer, List<Response>> successes = new TreeMap<>();
    for (Response response : route.responses()) {
      successes.computeIfAbsent(response.status(), status -> new ArrayList<>()).add(response);
    }
    successes.forEach((status, either) -> responses.put(status.toString(), successes(either)));
    Map<Integer, List<ProblemType>> byStatus = new TreeMap<>();
    for (ProblemType type : route.problems()) {
      byStatus.computeIfAbsent(type.status(), status -> new ArrayList<>()).add(type);
    }
    byStatus.forEach((status, types) -> responses.put(status.toString(), problems(types)));
    responses.put(
        "default",
        Map.of(
            "description",
            "Any other problem, such as a malformed or cross-origin request",
            "content",
            Map.of(PROBLEM_JSON, Map.of("schema", reference(PROBLEM)))));
    return responses;
  }

  private Map<String, Object> successes(List<Response> either) {
    Map<String, Object> contents = new LinkedHashMap<>();
    for (Response response : either) {
      response.contentType().ifPresent(type -> contents.put(type, content(response)));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("description", String.join(", or: ", either.stream().map(Response::says).toList()));
    if (!contents.isEmpty()) {
      json.put("content", contents);
    }
    return json;
  }

  private Map<String, Object> content(Response response) {
    return Map.of("schema", use(response.schema().orElseThrow()));
  }

  private static Map<String, Object> problems(List<ProblemType> types) {
    Map<String, Object> type = Map.of("enum", types.stream().map(ProblemType::type).toList());
    Map<String, Object> schema = new LinkedHashMap<>(reference(PROBLEM));
    schema.put("properties", Map.of("type", type));
    return Map.of(
        "description",
        String.join(", or: ", types.stream().map(ProblemType::title).toList()),
        "content",
        Map.of(PROBLEM_JSON, Map.of("schema", schema)));
  }

  /** RFC 9457, with the facts of the case as further members. */
  private static Map<String, Object> problem() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("type", Map.of("type", "string"));
    properties.put("title", Map.of("type", "string"));
    properties.put("status", Map.of("type", "integer", "minimum", 400, "maximum", 599));
    properties.put("detail", Map.of("type", "string"));
    return Map.of(
        "type", "object", "properties", properties, "required", List.copyOf(properties.keySet()));
  }

  private Map<String, Object> use(Schema schema) {
    views.addAll(schema.records());
    return schema.json();
  }

  private static Map<String, Object> reference(String name) {
    return Map.of("$ref", Schema.COMPONENTS + name);
  }
}
