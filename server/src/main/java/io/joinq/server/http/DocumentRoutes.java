package io.joinq.server.http;

import io.javalin.http.Handler;
import io.joinq.json.Json;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Access;
import io.joinq.server.http.route.ApiDocument;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.transport.Dispatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The OpenAPI document of a listener, and a page that shows it. */
final class DocumentRoutes {
  private static final String VERSION = "1.0";

  private final Dispatch dispatch;
  // Made once all routes are known, these among them.
  private Reply document;

  DocumentRoutes(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** The routes that show the others and themselves. */
  List<Route> describing(String title, List<Route> others) {
    List<Route> own =
        List.of(
            Route.get("/openapi.json")
                .does("Gives this document")
                .access(Access.OPEN)
                .answers(200, "An OpenAPI 3.1 document", Schema.anyObject())
                .handledBy(ctx -> answer("GET /openapi.json", document).handle(ctx)),
            page("/api", "api.html", "text/html", "A web page that shows this document"),
            page("/api/api.js", "api.js", "text/javascript", "The script of that page"),
            page("/api/api.css", "api.css", "text/css", "The style sheet of that page"));
    List<Route> all = new ArrayList<>(others);
    all.addAll(own);
    document = Reply.json(200, Json.bytes(ApiDocument.of(title, VERSION, all)));
    return own;
  }

  private Route page(String path, String resource, String type, String summary) {
    Reply content = new Reply(200, type + "; charset=utf-8", read(resource), Map.of());
    return Route.get(path)
        .does(summary)
        .access(Access.OPEN)
        .answers(200, "The file", type, Schema.text())
        .handledBy(answer("GET " + path, content));
  }

  private Handler answer(String name, Reply reply) {
    return ctx -> dispatch.run(ctx, name, () -> CompletableFuture.completedFuture(reply));
  }

  private static byte[] read(String resource) {
    try (InputStream content = DocumentRoutes.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IllegalStateException(resource + " is missing from the class path");
      }
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
