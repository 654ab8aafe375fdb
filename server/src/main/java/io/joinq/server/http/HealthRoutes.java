package io.joinq.server.http;

import io.joinq.json.Json;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Access;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.transport.Dispatch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The liveness route of the public listener. */
final class HealthRoutes {
  private static final Reply HEALTHY = Reply.json(200, Json.bytes(Map.of("status", "ok")));

  private final Dispatch dispatch;

  HealthRoutes(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/healthz")
            .does("Answers as soon as the event loop does")
            .access(Access.OPEN)
            .answers(200, "The loop runs", Schema.object(Map.of("status", Schema.oneOf("ok"))))
            .handledBy(
                ctx ->
                    dispatch.run(
                        ctx, "GET /healthz", () -> CompletableFuture.completedFuture(HEALTHY))));
  }
}
