package io.joinq.server.http.transport;

import io.javalin.http.Context;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.security.AccessPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The checks that every request passes before its handler, in a fixed order. */
public final class RequestFilter {
  private static final Pattern QUERY = Pattern.compile("(?:[^%]|%[0-9a-fA-F]{2})*");

  /** A browser that shows an answer of ours is to do nothing with it that our pages do not do. */
  static final Map<String, String> HEADERS =
      Map.of(
          "X-Content-Type-Options",
          "nosniff",
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private final AccessPolicy accessPolicy;
  private final Routing routing;
  private final BooleanSupplier draining;

  /**
   * @param draining whether clients had better go elsewhere for their next request
   */
  public RequestFilter(AccessPolicy accessPolicy, List<Route> routes, BooleanSupplier draining) {
    this.accessPolicy = accessPolicy;
    this.routing = new Routing(routes);
    this.draining = draining;
  }

  /**
   * @throws ProblemException if the request may not pass
   */
  void pass(Context ctx) {
    HEADERS.forEach(ctx::header);
    if (draining.getAsBoolean()) {
      ctx.header("Connection", "close");
    }
    accessPolicy.checkHost(ctx);
    checkForm(ctx);
    Optional<Route> route = routing.find(ctx);
    if (route.isEmpty()) {
      ctx.status(204);
      ctx.skipRemainingHandlers();
      return;
    }
    accessPolicy.check(ctx, route.get().access());
  }

  /*
   * Jetty and Javalin would accept these, and handle only a part of what was meant.
   */
  private static void checkForm(Context ctx) {
    String coding = ctx.header("Transfer-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("chunked")) {
      ctx.header("Connection", "close");
      throw Problem.of(
              ProblemType.UNKNOWN_CODING,
              "Transfer-Encoding must be chunked and nothing else, not '" + coding + "'")
          .toException();
    }
    String query = ctx.queryString();
    if (query != null && !QUERY.matcher(query).matches()) {
      throw Problem.badRequest("the query has a % that no two hexadecimal digits follow")
          .toException();
    }
  }
}
