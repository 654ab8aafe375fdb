package io.joinq.server.http.admin;

import io.joinq.diagnosis.DiagnosisView;
import io.joinq.diagnosis.ServerReport;
import io.joinq.server.diagnosis.ServerDiagnosis;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.transport.Dispatch;
import java.util.List;

/** Routes that return the diagnosis. */
public final class DiagnosisRoutes {
  private final ServerDiagnosis diagnosis;
  private final Dispatch dispatch;

  public DiagnosisRoutes(ServerDiagnosis diagnosis, Dispatch dispatch) {
    this.diagnosis = diagnosis;
    this.dispatch = dispatch;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/diagnosis")
            .does("Watches the queue for a second and diagnoses it")
            .answers(200, "The diagnosis; all_well is one", Schema.of(DiagnosisView.class))
            .handledBy(
                ctx ->
                    dispatch.run(
                        ctx,
                        "GET /diagnosis",
                        () -> diagnosis.diagnose().thenApply(view -> Reply.json(200, view)))),
        Route.get("/diagnosis/server")
            .does("The server's report about itself, for a diagnosis from outside")
            .answers(200, "The server's report", Schema.of(ServerReport.class))
            .handledBy(ctx -> Reply.json(200, diagnosis.word()).writeTo(ctx)));
  }
}
