package io.joinq.server.http;

import io.joinq.server.put.PutOutcome;
import io.joinq.server.put.PutOutcome.Busy;
import io.joinq.server.put.PutOutcome.Draining;
import io.joinq.server.put.PutOutcome.Dropped;
import io.joinq.server.put.PutOutcome.Full;
import io.joinq.server.put.PutOutcome.NoConsumer;
import io.joinq.server.put.PutOutcome.ProducerStalled;
import io.joinq.server.put.PutOutcome.TooLarge;
import java.util.Map;

/** What a client is told of a put that was not accepted. */
final class PutReplies {
  private final Backend backend;

  PutReplies(Backend backend) {
    this.backend = backend;
  }

  /**
   * @param outcome any but {@link PutOutcome.Accepted}, of which each route speaks in its own way
   */
  Reply of(PutOutcome outcome) {
    if (outcome instanceof Dropped) {
      return Reply.json(200, Map.of("status", "dropped"));
    }
    return problem(outcome).toReply();
  }

  private Problem problem(PutOutcome outcome) {
    if (outcome instanceof Full) {
      return unavailable(
          "queue-full",
          "The queue is full",
          "no place became free in time; the task was not accepted");
    }
    if (outcome instanceof Busy) {
      return unavailable(
          "queue-busy",
          "The queue is busy",
          "other processes kept the queue to themselves until the put timeout, so that the task was"
              + " not accepted although there was room");
    }
    if (outcome instanceof NoConsumer) {
      return unavailable(
          "no-consumer",
          "Nobody takes tasks",
          "no worker is alive that would take the task; it was not accepted");
    }
    if (outcome instanceof ProducerStalled stalled) {
      return unavailable(
              "producer-stalled",
              "Another producer is in the way",
              "process "
                  + stalled.pid()
                  + " is stopped inside an append; continue it (kill -CONT) or end it")
          .with("pid", stalled.pid());
    }
    if (outcome instanceof TooLarge tooLarge) {
      return Failures.tooLarge(tooLarge.detail())
          .with("max_payload", backend.config().maxPayload());
    }
    if (outcome instanceof Draining) {
      return Problem.draining();
    }
    throw new IllegalArgumentException("no reply for " + outcome);
  }

  private Problem unavailable(String type, String title, String detail) {
    return Problem.of(503, type, title, detail)
        .with("queue", backend.config().url().toString())
        .with("capacity", backend.queue().capacity())
        .with("depth", backend.queue().depth())
        .retryAfter(backend.drainRate().retryAfterSeconds());
  }
}
