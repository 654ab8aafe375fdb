package io.joinq.server.http.incident;

import static io.joinq.server.http.route.Parameter.In.HEADER;
import static io.joinq.server.http.route.Parameter.In.QUERY;

import io.javalin.http.Context;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.route.Access;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.tasks.ClientTimeouts;
import io.joinq.server.http.tasks.PutReplies;
import io.joinq.server.http.transport.Dispatch;
import io.joinq.server.put.ClientDeadline;
import java.util.List;

/** Declares the incident's routes. */
public final class TranscribeRoutes {
  private final Dispatch dispatch;
  private final Transcribe transcribe;

  public TranscribeRoutes(Dispatch dispatch, Transcribe transcribe) {
    this.dispatch = dispatch;
    this.transcribe = transcribe;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/transcribe")
            .does("Resumes paused workers and puts one task")
            .access(Access.CHANGES)
            .takes(
                QUERY,
                "block",
                Schema.oneOf("true", "false"),
                "true: pauses the workers instead, fills the queue and puts once more, which is the"
                    + " incident")
            .takes(HEADER, "Request-Timeout", Schema.text(), ClientTimeouts.TIMEOUT_SAYS)
            .takes(HEADER, "Prefer", Schema.text(), "wait=S: as Request-Timeout, in seconds")
            .answers(
                200,
                "The task is queued, or was dropped (--on-full drop)",
                Schema.either(PutReplies.ENQUEUED, PutReplies.DROPPED))
            .problems(ProblemType.BAD_REQUEST)
            .problems(PutReplies.PROBLEMS)
            .handledBy(this::transcribe));
  }

  private void transcribe(Context ctx) {
    ClientDeadline deadline = ClientTimeouts.of(ctx).putDeadline();
    String block = ctx.queryParam("block");
    if (block == null || block.equals("false")) {
      dispatch.run(ctx, "GET /transcribe", () -> transcribe.put(deadline));
    } else if (block.equals("true")) {
      dispatch.run(ctx, "GET /transcribe?block=true", () -> transcribe.putWhileFull(deadline));
    } else {
      throw Problem.badRequest("block must be true or false, not '" + block + "'").toException();
    }
  }
}
