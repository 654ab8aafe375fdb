package io.joinq.server.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Runs the handlers of the public listener and continues suspended ones. Thread-safe. */
public interface Handlers extends Executor {

  /**
   * Runs a handler; the calling thread may be the one it runs on.
   *
   * @param name of the handler, for those who watch; its continuations carry it on
   * @return completed as the handler's own future, or exceptionally with what the handler threw, or
   *     with {@link RejectedExecutionException} if this was stopped before it ran
   */
  <T> CompletableFuture<T> submit(String name, Callable<? extends CompletionStage<T>> handler);

  /**
   * Runs what continues the handler that this is called from, so that it keeps the name. Rejects
   * with {@link RejectedExecutionException} once this is stopped.
   */
  Executor continuation();

  /** Runs it as a continuation of the handler that calls this. */
  @Override
  default void execute(Runnable body) {
    continuation().execute(body);
  }

  /** Continues the handler that calls this once the stage is complete. */
  default <T, R> CompletableFuture<R> await(CompletionStage<T> stage, Function<T, R> then) {
    return stage.thenApplyAsync(then, continuation()).toCompletableFuture();
  }

  /** As {@link #await}, with a continuation that suspends in its turn. */
  default <T, R> CompletableFuture<R> awaitCompose(
      CompletionStage<T> stage, Function<T, ? extends CompletionStage<R>> then) {
    Function<T, CompletionStage<R>> next = then::apply;
    return stage.thenComposeAsync(next, continuation()).toCompletableFuture();
  }

  /**
   * Suspends for the given time.
   *
   * @return completed where handlers run, or exceptionally if this is stopped before
   */
  CompletableFuture<Void> sleep(Duration time);

  /** The handler that has been running for longest, and since when; empty if none runs. */
  Optional<Running> running();

  /** What the thread of {@link #running} is doing; empty if none runs. */
  StackTraceElement[] stack();

  /** When a handler or a continuation last began or ended, in {@link System#nanoTime}. */
  long movedNanos();

  /** How long one handler has kept all others from their turn; zero if others may run beside it. */
  Duration heldUp();

  /** What handlers wait for when they wait for their turn, such as "the event loop". */
  String where();

  /** How long handlers and their continuations wait for their turn. */
  LagHistogram lag();

  /** Handlers that were submitted and have not answered, suspended ones included. */
  int unanswered();

  void start();

  /**
   * Interrupts the handlers that run, and rejects those that wait and all that come later. Without
   * effect if stopped before.
   */
  void stop();

  /** Waits until no handler runs, at most for the timeout. */
  boolean join(Duration timeout) throws InterruptedException;

  /**
   * A handler, or a continuation of it, that some thread is inside of.
   *
   * @param name of the handler
   * @param sinceNanos in terms of {@link System#nanoTime}
   */
  record Running(String name, long sinceNanos) {
    public Duration age() {
      return Duration.ofNanos(Math.max(0, System.nanoTime() - sinceNanos));
    }
  }
}
