package io.joinq.server.http.admin;

import static io.joinq.server.http.route.Parameter.In.PATH;
import static io.joinq.server.http.route.Parameter.In.QUERY;

import io.joinq.json.WorkerView;
import io.joinq.os.Signal;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.supervisor.Supervisor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Routes that list workers and send them signals. */
public final class WorkerRoutes {
  private static final String[] SIGNALS =
      Arrays.stream(Signal.values()).map(Signal::name).toArray(String[]::new);

  private final Supplier<List<WorkerView>> workers;
  private final Supervisor supervisor;
  private final WorkerSignals signals;

  public WorkerRoutes(Supplier<List<WorkerView>> workers, Supervisor supervisor) {
    this.workers = workers;
    this.supervisor = supervisor;
    signals = new WorkerSignals(workers);
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/workers")
            .does("Shows the workers")
            .answers(200, "All known workers", Schema.listOf(WorkerView.class))
            .handledBy(ctx -> Reply.json(200, workers.get()).writeTo(ctx)),
        Route.post("/workers/resume")
            .does("Starts workers again after the supervisor gave up")
            .answers(
                200,
                "Whether the supervisor had given up",
                Schema.object(Map.of("resumed", Schema.bool())))
            .handledBy(ctx -> Reply.json(200, Map.of("resumed", supervisor.resume())).writeTo(ctx)),
        Route.post("/workers/restart")
            .does("Replaces all workers, one at a time; each new one claims first")
            .answers(
                202,
                "Number of workers being replaced",
                Schema.object(Map.of("restarting", Schema.integer(0))))
            .problems(ProblemType.NOT_SUPERVISED, ProblemType.GAVE_UP)
            .handledBy(ctx -> restart().writeTo(ctx)),
        Route.post("/workers/{n}/signal")
            .does("Sends a signal to a worker")
            .takes(PATH, "n", Schema.text("\\d+"), "The worker's number")
            .takes(QUERY, "name", Schema.oneOf(SIGNALS), "The signal")
            .answers(
                200,
                "It was sent",
                Schema.object(
                    Map.of(
                        "worker", Schema.integer(1),
                        "pid", Schema.integer(1),
                        "signal", Schema.oneOf(SIGNALS))))
            .problems(
                ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND, ProblemType.WORKER_NOT_RUNNING)
            .handledBy(
                ctx -> signals.send(ctx.pathParam("n"), ctx.queryParam("name")).writeTo(ctx)));
  }

  private Reply restart() throws InterruptedException {
    if (!supervisor.supervises()) {
      throw Problem.of(
              ProblemType.NOT_SUPERVISED,
              "this server was started with --no-supervise or --workers 0 and replaces no workers;"
                  + " end each of yours with ./run.sh kill-worker --worker N --signal TERM, and"
                  + " start another")
          .toException();
    }
    if (supervisor.hasGivenUp()) {
      throw Problem.of(
              ProblemType.GAVE_UP,
              "the supervisor gave up and starts no workers, so none can be replaced; mend the"
                  + " cause and resume first, with POST /workers/resume or ./run.sh resume-workers")
          .toException();
    }
    return Reply.json(202, Map.of("restarting", supervisor.restartWorkers()));
  }
}
