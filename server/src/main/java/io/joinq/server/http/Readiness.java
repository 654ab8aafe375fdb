package io.joinq.server.http;

import io.joinq.server.http.route.ProblemType;
import io.joinq.server.loop.Stall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the server lives, and whether it is worth to send it a task. Never asks the loop. */
final class Readiness {
  private static final int RETRY_SECONDS = 1;

  private final Backend backend;

  Readiness(Backend backend) {
    this.backend = backend;
  }

  Reply live() {
    return backend
        .watchdog()
        .stall()
        .map(Readiness::stalled)
        .orElseGet(() -> Reply.json(200, Map.of("status", "ok")));
  }

  private static Reply stalled(Stall stall) {
    return Problem.of(
            ProblemType.LOOP_STALLED,
            stall + ", and every request to the public listener waits for it")
        .with("handler", stall.handler())
        .with("stalled_ms", stall.length().toMillis())
        .with("stack", stall.stack())
        .retryAfter(RETRY_SECONDS)
        .toReply();
  }

  Reply ready() {
    List<String> reasons = reasons();
    if (reasons.isEmpty()) {
      return Reply.json(200, Map.of("status", "ready"));
    }
    return Problem.of(ProblemType.NOT_READY, "not ready: " + String.join(", ", reasons))
        .with("reasons", reasons)
        .retryAfter(backend.drainRate().retryAfterSeconds())
        .toReply();
  }

  private List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    if (backend.watchdog().isStalled()) {
      reasons.add("loop-stalled");
    }
    if (!backend.queue().hasLiveConsumer()) {
      reasons.add("no-consumer");
    }
    if (backend.queue().isFull()) {
      reasons.add("queue-full");
    }
    if (backend.draining().getAsBoolean()) {
      reasons.add("draining");
    }
    return reasons;
  }
}
