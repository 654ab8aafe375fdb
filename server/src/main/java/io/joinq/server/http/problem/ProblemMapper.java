package io.joinq.server.http.problem;

import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpResponseException;
import io.joinq.queue.DiskFullException;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.queue.QueueShutdownException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps exceptions of handlers to problems. */
public final class ProblemMapper {
  private static final Logger log = LoggerFactory.getLogger(ProblemMapper.class);
  // When space will be free is unknown.
  private static final int FREED_SECONDS = 10;

  private ProblemMapper() {}

  public static void addTo(RoutesConfig routes) {
    routes.exception(Exception.class, (failure, ctx) -> reply(failure).writeTo(ctx));
    // Javalin has an answer of its own for these, which the line above does not replace.
    routes.exception(HttpResponseException.class, (failure, ctx) -> reply(failure).writeTo(ctx));
  }

  public static Reply reply(Throwable failure) {
    return problem(failure instanceof CompletionException ? failure.getCause() : failure).toReply();
  }

  private static Problem problem(Throwable failure) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    if (failure instanceof HttpResponseException http) {
      return ofStatus(http);
    }
    if (failure instanceof PayloadTooLargeException) {
      return tooLarge(failure.getMessage());
    }
    if (failure instanceof DiskFullException) {
      return Problem.of(ProblemType.DISK_FULL, failure.getMessage()).retryAfter(FREED_SECONDS);
    }
    if (failure instanceof QueueShutdownException
        || failure instanceof RejectedExecutionException
        || failure instanceof InterruptedException) {
      return Problem.draining();
    }
    log.error("a request failed", failure);
    return Problem.of(ProblemType.INTERNAL, "the request failed; see the server's log");
  }

  public static Problem tooLarge(String detail) {
    return Problem.of(ProblemType.PAYLOAD_TOO_LARGE, detail);
  }

  private static Problem ofStatus(HttpResponseException failure) {
    int status = failure.getStatus();
    return switch (status) {
      case 400 -> Problem.badRequest(failure.getMessage());
      case 404 -> Problem.notFound("no such route");
      case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, failure.getMessage());
      case 413 -> tooLarge(failure.getMessage());
      default -> {
        String title = String.valueOf(failure.getMessage());
        yield Problem.of(status, title.toLowerCase(Locale.ROOT).replace(' ', '-'), title, title);
      }
    };
  }
}
