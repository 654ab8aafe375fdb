package io.joinq.server.http.admin;

import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.loop.Stall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Decides liveness and readiness. Never uses the loop. */
public final class Readiness {
  private static final int RETRY_SECONDS = 1;
  private static final String GAVE_UP = "gave_up";

  private final Backend backend;
  private final BooleanSupplier gaveUp;

  /**
   * @param gaveUp whether workers that are missing are not started any more
   */
  public Readiness(Backend backend, BooleanSupplier gaveUp) {
    this.backend = backend;
    this.gaveUp = gaveUp;
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

  /** Ready as long as anybody takes tasks; whether it gave up is said in any case. */
  Reply ready() {
    List<String> reasons = reasons();
    if (reasons.isEmpty()) {
      return Reply.json(200, Map.of("status", "ready", GAVE_UP, gaveUp.getAsBoolean()));
    }
    return Problem.of(ProblemType.NOT_READY, "not ready: " + String.join(", ", reasons))
        .with("reasons", reasons)
        .with(GAVE_UP, gaveUp.getAsBoolean())
        .retryAfter(backend.drainRate().retryAfterSeconds())
        .toReply();
  }

  private List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    if (backend.watchdog().isStalled()) {
      reasons.add("loop-stalled");
    }
    if (!backend.queue().admin().hasLiveConsumer()) {
      reasons.add("no-consumer");
      if (gaveUp.getAsBoolean()) {
        reasons.add("gave-up");
      }
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
