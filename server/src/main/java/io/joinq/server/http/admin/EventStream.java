package io.joinq.server.http.admin;

import static io.joinq.server.http.route.Parameter.In.HEADER;

import io.javalin.http.Context;
import io.joinq.json.Json;
import io.joinq.server.events.Event;
import io.joinq.server.events.Events;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.transport.DaemonThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Streams events as server-sent events. Each client has its own thread outside the listener's pool:
 * a client that does not read blocks only that thread until its connection times out, and misses
 * events.
 */
public final class EventStream implements AutoCloseable {
  static final int MOST_CLIENTS = 16;
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private final Events events;
  private final Semaphore places = new Semaphore(MOST_CLIENTS);
  // The places bound them; a thread is back a moment after its place is free.
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DaemonThreads("event-stream"));

  public EventStream(Events events) {
    this.events = events;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/events")
            .does("Past and new events, as server-sent events")
            .takes(
                HEADER, "Last-Event-ID", Schema.text("\\d+"), "Starts after this event; the oldest")
            .answers(200, "Events until the client disconnects", "text/event-stream", Schema.text())
            .problems(ProblemType.BAD_REQUEST, ProblemType.TOO_MANY_CLIENTS)
            .handledBy(this::serve));
  }

  /** Begins after the event that the client names in {@code Last-Event-ID}, or with the oldest. */
  private void serve(Context ctx) {
    long last = lastEventId(ctx);
    if (!places.tryAcquire()) {
      throw Problem.of(
              ProblemType.TOO_MANY_CLIENTS,
              MOST_CLIENTS + " clients follow events, which is the limit; close one of them")
          .retryAfter(1)
          .toException();
    }
    ctx.contentType("text/event-stream");
    ctx.header("Cache-Control", "no-store");
    CompletableFuture<Void> end = new CompletableFuture<>();
    ctx.future(
        () -> {
          Future<?> unused = threads.submit(() -> follow(ctx, last, end));
          return end;
        });
  }

  private static long lastEventId(Context ctx) {
    String given = ctx.header("Last-Event-ID");
    try {
      return given == null ? 0 : Long.parseLong(given.strip());
    } catch (NumberFormatException e) {
      throw Problem.badRequest("Last-Event-ID must be the id of an event, not " + given)
          .toException();
    }
  }

  private void follow(Context ctx, long from, CompletableFuture<Void> end) {
    try {
      OutputStream out = ctx.res().getOutputStream();
      long last = from;
      write(out, ": joinq events\n\n");
      while (true) {
        List<Event> news = events.await(last, KEEP_ALIVE);
        for (Event event : news) {
          write(out, message(event));
          last = event.id();
        }
        if (news.isEmpty()) {
          // Nothing is sent to a client that is gone; without this it would be kept for ever.
          write(out, ": still here\n\n");
        }
      }
    } catch (IOException e) {
      // The client is gone or does not read.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
      end.complete(null);
    }
  }

  private static String message(Event event) {
    String data = new String(Json.bytes(event.toMap()), StandardCharsets.UTF_8);
    return "id: " + event.id() + "\nevent: " + event.kind() + "\ndata: " + data + "\n\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
