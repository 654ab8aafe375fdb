package io.joinq.server.http;

import io.joinq.server.diagnosis.DiagnosisView;
import io.joinq.server.diagnosis.OwnDiagnosis;
import io.joinq.server.diagnosis.ServerWord;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import java.util.List;

/** Says why things do not move. */
final class DiagnosisRoutes {
  private final OwnDiagnosis diagnosis;
  private final Dispatch dispatch;

  DiagnosisRoutes(OwnDiagnosis diagnosis, Dispatch dispatch) {
    this.diagnosis = diagnosis;
    this.dispatch = dispatch;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/diagnosis")
            .does("Watches the queue for a second and says what is wrong, and why")
            .answers(200, "The diagnosis; all_well is one", Schema.of(DiagnosisView.class))
            .handledBy(
                ctx ->
                    dispatch.run(
                        ctx,
                        "GET /diagnosis",
                        () -> diagnosis.diagnose().thenApply(view -> Reply.json(200, view)))),
        Route.get("/diagnosis/server")
            .does("What the server says of itself, for those who diagnose from outside")
            .answers(200, "The server's own word", Schema.of(ServerWord.class))
            .handledBy(ctx -> Reply.json(200, diagnosis.word()).writeTo(ctx)));
  }
}
