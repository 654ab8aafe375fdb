package io.joinq.server.http.transport;

import io.javalin.http.Context;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.route.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the route of a request. Runs before Javalin's router, which has no OPTIONS, answers HEAD
 * without calling the handler, and treats the names of its own stages as methods.
 */
final class Routing {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

  private final Map<Pattern, Map<String, Route>> paths = new LinkedHashMap<>();

  Routing(List<Route> routes) {
    Map<String, Map<String, Route>> byPath = new LinkedHashMap<>();
    for (Route route : routes) {
      Map<String, Route> methods =
          byPath.computeIfAbsent(route.path(), path -> new LinkedHashMap<>());
      methods.put(route.method(), route);
      if (route.servesHead()) {
        methods.put("HEAD", route);
      }
    }
    byPath.forEach((path, methods) -> paths.put(pattern(path), methods));
  }

  /* As Javalin matches: parameters within one segment, a slash at the end may be there or not. */
  private static Pattern pattern(String path) {
    return Pattern.compile(
        PARAMETER
                .splitAsStream(path)
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]+", "", path.endsWith("}") ? "[^/]+" : ""))
            + (path.equals("/") ? "" : "/?"));
  }

  /**
   * @return empty if this was OPTIONS, which is answered
   * @throws ProblemException if no such route, or not with this method
   */
  Optional<Route> find(Context ctx) {
    Map<String, Route> methods = methods(ctx.path());
    String method = ctx.req().getMethod();
    Route route = methods.get(method);
    if (route != null) {
      return Optional.of(route);
    }
    TreeSet<String> allowed = new TreeSet<>(methods.keySet());
    allowed.add("OPTIONS");
    ctx.header("Allow", String.join(", ", allowed));
    if (method.equals("OPTIONS")) {
      return Optional.empty();
    }
    throw Problem.of(
            ProblemType.METHOD_NOT_ALLOWED,
            ctx.path() + " takes " + String.join(", ", allowed) + " and not " + method)
        .toException();
  }

  private Map<String, Route> methods(String path) {
    for (Map.Entry<Pattern, Map<String, Route>> entry : paths.entrySet()) {
      if (entry.getKey().matcher(path).matches()) {
        return entry.getValue();
      }
    }
    throw Problem.notFound("no such route; GET /openapi.json lists all routes").toException();
  }
}
