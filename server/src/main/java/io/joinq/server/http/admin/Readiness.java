package io.joinq.server.http.admin;

import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.loop.Stall;
import io.joinq.server.supervisor.Supervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides liveness and readiness. Never uses the loop. */
public final class Readiness {
  private static final int RETRY_SECONDS = 1;
  private static final String GAVE_UP = "gave_up";

  private final Backend backend;
  private final Supervisor supervisor;

  public Readiness(Backend backend, Supervisor supervisor) {
    this.backend = backend;
    this.supervisor = supervisor;
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

  /**
   * Ready once a worker takes tasks, and as long as one does or is being replaced; whether the
   * supervisor gave up is said in any case.
   */
  Reply ready() {
    List<String> reasons = reasons();
    if (reasons.isEmpty()) {
      return Reply.json(200, Map.of("status", "ready", GAVE_UP, supervisor.hasGivenUp()));
    }
    return Problem.of(ProblemType.NOT_READY, "not ready: " + String.join(", ", reasons))
        .with("reasons", reasons)
        .with(GAVE_UP, supervisor.hasGivenUp())
        .retryAfter(backend.drainRate().retryAfterSeconds())
        .toReply();
  }

  private List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    if (backend.watchdog().isStalled()) {
      reasons.add("loop-stalled");
    }
    if (backend.queue().admin().hasLiveConsumer()) {
      // Whoever started it.
    } else if (supervisor.expectsConsumer()) {
      if (!supervisor.hasClaimed()) {
        reasons.add("no-consumer");
        reasons.add("worker-starting");
      }
    } else {
      reasons.add("no-consumer");
      if (supervisor.hasGivenUp()) {
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
