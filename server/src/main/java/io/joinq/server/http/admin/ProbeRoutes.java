package io.joinq.server.http.admin;

import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.route.Access;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import java.util.List;
import java.util.Map;

/** Liveness and readiness probes. */
public final class ProbeRoutes {
  private final Readiness readiness;

  public ProbeRoutes(Readiness readiness) {
    this.readiness = readiness;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/livez")
            .does("Whether the handlers of the public listener make progress")
            .access(Access.OPEN)
            .answers(200, "They do", Schema.object(Map.of("status", Schema.oneOf("ok"))))
            .problems(ProblemType.LOOP_STALLED)
            .handledBy(ctx -> readiness.live().writeTo(ctx)),
        Route.get("/readyz")
            .does("Whether a task would be accepted, once a first worker takes tasks")
            .access(Access.OPEN)
            .answers(
                200,
                "It would; but workers that are missing are not started any more if it gave up",
                Schema.object(Map.of("status", Schema.oneOf("ready"), "gave_up", Schema.bool())))
            .problems(ProblemType.NOT_READY)
            .handledBy(ctx -> readiness.ready().writeTo(ctx)));
  }
}
