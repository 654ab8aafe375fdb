package io.joinq.server.http.transport;

import io.javalin.http.Context;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemMapper;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Transfers request bodies that have not fully arrived and large responses, on its own threads, so
 * that slow clients delay only each other.
 */
public final class BodyTransfers {
  static final int MOST_AT_A_TIME = 64;
  // Less than what the kernel takes for a client that does not read.
  private static final int SMALL = 64 << 10;

  private final SlowClients slow;
  private final PayloadMemory memory;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST_AT_A_TIME,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DaemonThreads("transfer"));

  public BodyTransfers(SlowClients slow, PayloadMemory memory) {
    this.slow = slow;
    this.memory = memory;
  }

  /** Reads a body, on the calling thread if it is there already. */
  public <T> CompletableFuture<T> read(Context ctx, Function<Context, T> reader) {
    if (hasArrived(ctx)) {
      return CompletableFuture.completedFuture(reader.apply(ctx));
    }
    try {
      return CompletableFuture.supplyAsync(
          () -> slow.reading(ctx, () -> reader.apply(ctx)), threads);
    } catch (RejectedExecutionException e) {
      throw tooMany().toException();
    }
  }

  private static boolean hasArrived(Context ctx) {
    long length = ctx.req().getContentLengthLong();
    if (length <= 0) {
      return ctx.header("Transfer-Encoding") == null;
    }
    try {
      return ctx.req().getInputStream().available() >= length;
    } catch (IOException e) {
      // Reading will tell why.
      return true;
    }
  }

  /**
   * Has a reply written, or a problem instead of a large one that is too much now.
   *
   * @param usual for those that no client can hold up
   * @return completed by the thread that is then to write
   */
  public CompletableFuture<Void> write(Context ctx, Reply reply, Executor usual) {
    if (isSmall(reply)) {
      return CompletableFuture.runAsync(() -> reply.writeTo(ctx), usual);
    }
    PayloadMemory.Hold hold;
    try {
      hold = memory.hold(((byte[]) reply.body()).length);
    } catch (ProblemException e) {
      return CompletableFuture.runAsync(() -> ProblemMapper.reply(e).writeTo(ctx), usual);
    }
    CompletableFuture<Void> prepared = new CompletableFuture<>();
    try {
      threads.execute(
          () -> {
            try {
              slow.writing(ctx, () -> write(ctx, reply, prepared));
            } finally {
              hold.release();
            }
          });
      return prepared;
    } catch (RejectedExecutionException e) {
      hold.release();
      return CompletableFuture.runAsync(() -> tooMany().toReply().writeTo(ctx), usual);
    }
  }

  private static void write(Context ctx, Reply reply, CompletableFuture<Void> prepared) {
    reply.writeTo(ctx);
    // What waits for this writes, on this thread.
    prepared.complete(null);
  }

  private static boolean isSmall(Reply reply) {
    return !(reply.body() instanceof byte[] bytes) || bytes.length <= SMALL;
  }

  private static Problem tooMany() {
    return Problem.of(
            ProblemType.TOO_MANY_TRANSFERS,
            MOST_AT_A_TIME + " bodies and results are on their way, which is the most")
        .retryAfter(1);
  }

  public void close() {
    threads.shutdownNow();
  }
}
