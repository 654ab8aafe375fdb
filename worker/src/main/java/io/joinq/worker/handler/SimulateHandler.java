package io.joinq.worker.handler;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Pretends to work and says so in its result. */
final class SimulateHandler implements TaskHandler {
  static final Duration WORK = Duration.ofMillis(200);

  private final Duration work;
  private final Pauser pauser;

  SimulateHandler(Duration work, Pauser pauser) {
    this.work = work;
    this.pauser = pauser;
  }

  @Override
  public byte[] handle(Task task) throws InterruptedException {
    pauser.pause(work);
    return ("simulated work on " + task.id() + ", " + task.payload().length + " bytes")
        .getBytes(StandardCharsets.UTF_8);
  }
}
