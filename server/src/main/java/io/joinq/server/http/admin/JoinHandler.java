package io.joinq.server.http.admin;

import io.joinq.json.UnfinishedView;
import io.joinq.options.DurationConverter;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemMapper;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.transport.DaemonThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Serves clients that wait for join, on a few threads of its own, so that they delay nobody. */
public final class JoinHandler {
  static final int MOST_AT_A_TIME = 8;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  private final JoinableQueue queue;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST_AT_A_TIME,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DaemonThreads("join"));

  public JoinHandler(JoinableQueue queue) {
    this.queue = queue;
  }

  /**
   * @param timeout as a client writes it; null takes 30 s
   * @throws ProblemException if the timeout is none, or too many wait already
   */
  CompletableFuture<Reply> join(String timeout) {
    Duration patience = timeout == null ? DEFAULT_TIMEOUT : parse(timeout);
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    try {
      threads.execute(() -> join(patience, reply));
    } catch (RejectedExecutionException e) {
      throw Problem.of(
              ProblemType.TOO_MANY_JOINS,
              "no more than " + MOST_AT_A_TIME + " clients may wait for join at a time")
          .retryAfter(1)
          .toException();
    }
    return reply;
  }

  private void join(Duration timeout, CompletableFuture<Reply> reply) {
    try {
      reply.complete(reply(queue.join(timeout)));
    } catch (InterruptedException | RuntimeException e) {
      reply.complete(ProblemMapper.reply(e));
    }
  }

  private static Reply reply(JoinResult result) {
    if (result.joined()) {
      return Reply.json(200, Map.of("joined", true));
    }
    return Problem.of(
            ProblemType.JOIN_TIMEOUT, result.unfinished() + " tasks were unfinished at the timeout")
        .with("joined", false)
        .with("unfinished_count", result.unfinished())
        .with("unfinished", result.tasks().stream().map(UnfinishedView::of).toList())
        .toReply();
  }

  private static Duration parse(String text) {
    try {
      Duration timeout = DurationConverter.parse(text);
      if (timeout.compareTo(LONGEST_TIMEOUT) <= 0) {
        return timeout;
      }
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("timeout: " + e.getMessage()).toException();
    }
    throw Problem.badRequest("timeout must not be longer than 1h, not " + text).toException();
  }

  public void close() {
    threads.shutdownNow();
  }
}
