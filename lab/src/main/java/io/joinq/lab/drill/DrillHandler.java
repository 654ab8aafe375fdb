package io.joinq.lab.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.worker.handler.Task;
import io.joinq.worker.handler.TaskHandler;
import java.util.concurrent.TimeUnit;

/** Obeys its payload: {@code spin}, on the first attempt, or {@code renew}. */
public final class DrillHandler implements TaskHandler {
  static final String SPIN = "spin";
  static final String RENEW = "renew";
  static final int STEPS = 40;
  static final long STEP_MILLIS = 100;

  /** As options need it. */
  public DrillHandler() {}

  @Override
  public byte[] handle(Task task) throws InterruptedException {
    String what = new String(task.payload(), UTF_8);
    if (what.equals(SPIN) && task.attempt() == 1) {
      spinForEver(task);
    }
    if (what.equals(RENEW)) {
      for (int i = 0; i < STEPS; i++) {
        TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        task.renew();
      }
    }
    return task.payload();
  }

  /** Heeds nothing. */
  private static void spinForEver(Task task) {
    while (task.attempt() > 0) {
      Thread.onSpinWait();
    }
  }
}
