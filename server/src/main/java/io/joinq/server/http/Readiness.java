package io.joinq.server.http;

import io.joinq.server.http.route.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Whether the server lives, and whether it is worth to send it a task. Never asks the loop. */
final class Readiness {
  static final Duration STALL_THRESHOLD = Duration.ofSeconds(1);
  private static final int RETRY_SECONDS = 1;

  private final Backend backend;

  Readiness(Backend backend) {
    this.backend = backend;
  }

  Reply live() {
    Duration stalled = backend.loop().stalledFor();
    if (stalled.compareTo(STALL_THRESHOLD) <= 0) {
      return Reply.json(200, Map.of("status", "ok"));
    }
    String handler = backend.loop().running().map(running -> running.name()).orElse("a callback");
    return Problem.of(
            ProblemType.LOOP_STALLED,
            "the event loop has been inside "
                + handler
                + " for "
                + stalled.toMillis()
                + " ms, and every request to the public listener waits for it")
        .with("handler", handler)
        .with("stalled_ms", stalled.toMillis())
        .with("stack", Arrays.stream(backend.loop().stack()).map(Readiness::frame).toList())
        .retryAfter(RETRY_SECONDS)
        .toReply();
  }

  /** As people know it: without the class loader and the module. */
  private static String frame(StackTraceElement frame) {
    String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
    String file = frame.isNativeMethod() ? "native" : frame.getFileName() + line;
    return frame.getClassName() + "." + frame.getMethodName() + "(" + file + ")";
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
    if (backend.loop().stalledFor().compareTo(STALL_THRESHOLD) > 0) {
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
