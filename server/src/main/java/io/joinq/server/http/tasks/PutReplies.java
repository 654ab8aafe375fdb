package io.joinq.server.http.tasks;

import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemMapper;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Schema;
import io.joinq.server.put.PutOutcome;
import io.joinq.server.put.PutOutcome.Busy;
import io.joinq.server.put.PutOutcome.Draining;
import io.joinq.server.put.PutOutcome.Dropped;
import io.joinq.server.put.PutOutcome.Full;
import io.joinq.server.put.PutOutcome.NoConsumer;
import io.joinq.server.put.PutOutcome.ProducerStalled;
import io.joinq.server.put.PutOutcome.TooLarge;
import io.joinq.server.put.PutOutcome.Undecided;
import java.util.List;
import java.util.Map;

/** Responses to puts that were not accepted. */
public final class PutReplies {
  public static final Schema ENQUEUED =
      Schema.object(Map.of("status", Schema.oneOf("enqueued"), "task_id", Schema.taskId()));
  public static final Schema DROPPED = Schema.object(Map.of("status", Schema.oneOf("dropped")));
  public static final List<ProblemType> PROBLEMS =
      List.of(
          ProblemType.QUEUE_FULL,
          ProblemType.QUEUE_BUSY,
          ProblemType.NO_CONSUMER,
          ProblemType.PRODUCER_STALLED,
          ProblemType.DRAINING,
          ProblemType.DISK_FULL);

  private final Backend backend;

  public PutReplies(Backend backend) {
    this.backend = backend;
  }

  /**
   * @param outcome any but {@link PutOutcome.Accepted}, of which each route speaks in its own way
   */
  public Reply of(PutOutcome outcome) {
    if (outcome instanceof Dropped) {
      return Reply.json(200, Map.of("status", "dropped"));
    }
    return problem(outcome).toReply();
  }

  /** There was no room for what is not a client's own put. */
  public Reply full(String detail) {
    return unavailable(ProblemType.QUEUE_FULL, detail).toReply();
  }

  private Problem problem(PutOutcome outcome) {
    if (outcome instanceof Full) {
      return unavailable(
          ProblemType.QUEUE_FULL,
          "the queue stayed full until the put timeout; the task was not accepted");
    }
    if (outcome instanceof Undecided) {
      return unavailable(
          ProblemType.QUEUE_FULL,
          "no place became free in the time that this request waits; an earlier one with the same"
              + " Idempotency-Key still waits for one, so that the task may be accepted yet: repeat"
              + " the request with the same key to know");
    }
    if (outcome instanceof Busy) {
      return unavailable(
          ProblemType.QUEUE_BUSY,
          "other processes kept the queue to themselves until the put timeout, so that the task was"
              + " not accepted although there was room");
    }
    if (outcome instanceof NoConsumer) {
      return unavailable(
          ProblemType.NO_CONSUMER,
          "no worker takes tasks, and none is being started or replaced; the task was not accepted");
    }
    if (outcome instanceof ProducerStalled stalled) {
      return unavailable(
              ProblemType.PRODUCER_STALLED,
              "process "
                  + stalled.pid()
                  + " is stopped inside an append; continue it (kill -CONT) or end it")
          .with("pid", stalled.pid());
    }
    if (outcome instanceof TooLarge tooLarge) {
      return ProblemMapper.tooLarge(tooLarge.detail())
          .with("max_payload", backend.config().maxPayload());
    }
    if (outcome instanceof Draining) {
      return Problem.draining();
    }
    throw new IllegalArgumentException("no reply for " + outcome);
  }

  private Problem unavailable(ProblemType type, String detail) {
    return Problem.of(type, detail)
        .with("queue", backend.config().url().toString())
        .with("capacity", backend.queue().capacity())
        .with("depth", backend.queue().depth())
        .retryAfter(backend.drainRate().retryAfterSeconds());
  }
}
