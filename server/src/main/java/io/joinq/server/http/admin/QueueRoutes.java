package io.joinq.server.http.admin;

import static io.joinq.server.http.route.Parameter.In.QUERY;

import io.javalin.http.Context;
import io.joinq.json.QueueView;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueStatus;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.transport.Dispatch;
import io.joinq.server.supervisor.WorkerRegistry;
import java.util.List;
import java.util.Map;

/** Routes that show, pause, resume and join the queue. */
public final class QueueRoutes {
  private static final Schema PAUSED = Schema.object(Map.of("paused", Schema.bool()));

  private final JoinableQueue queue;
  private final WorkerRegistry registry;
  private final JoinHandler joins;
  private final Dispatch dispatch;

  public QueueRoutes(
      JoinableQueue queue, WorkerRegistry registry, JoinHandler joins, Dispatch dispatch) {
    this.queue = queue;
    this.registry = registry;
    this.joins = joins;
    this.dispatch = dispatch;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/queue")
            .does("Shows the queue")
            .answers(200, "Snapshot of the queue", Schema.of(QueueView.class))
            .handledBy(ctx -> Reply.json(200, view()).writeTo(ctx)),
        Route.post("/queue/pause")
            .does("Pauses all claims, in all processes, until the queue is resumed")
            .answers(200, "Claims are paused", PAUSED)
            .handledBy(ctx -> pause(ctx, true)),
        Route.post("/queue/resume")
            .does("Lets workers claim tasks again")
            .answers(200, "Tasks are claimed", PAUSED)
            .handledBy(ctx -> pause(ctx, false)),
        Route.get("/queue/join")
            .does("Waits until all tasks are finished")
            .takes(QUERY, "timeout", Schema.duration(), "How long to wait, up to 1h; 30s")
            .answers(200, "All are finished", Schema.object(Map.of("joined", Schema.bool())))
            .problems(
                ProblemType.BAD_REQUEST,
                ProblemType.DRAINING,
                ProblemType.TOO_MANY_JOINS,
                ProblemType.JOIN_TIMEOUT)
            .handledBy(this::join));
  }

  private QueueView view() {
    QueueStatus status = queue.admin().status();
    return QueueView.of(status, registry.workers(status));
  }

  private void pause(Context ctx, boolean paused) {
    if (paused) {
      queue.admin().pause();
    } else {
      queue.admin().resume();
    }
    Reply.json(200, Map.of("paused", paused)).writeTo(ctx);
  }

  private void join(Context ctx) {
    String timeout = ctx.queryParam("timeout");
    dispatch.run(ctx, "GET /queue/join", () -> joins.join(timeout));
  }
}
