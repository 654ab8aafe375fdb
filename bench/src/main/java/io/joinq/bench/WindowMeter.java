package io.joinq.bench;

/**
 * Counts the tasks taken within the window. It reads the clock rarely, to keep the overhead low.
 */
final class WindowMeter implements Meter {
  private static final int LOOK_EVERY = 64;

  private final long warmUpNanos;
  private final long windowNanos;
  private long taken;
  private long warmAt;
  private long windowStart;
  private long windowTaken;
  private boolean inWindow;
  private boolean isOver;

  WindowMeter(Load load) {
    warmUpNanos = load.warmUp().toNanos();
    windowNanos = load.window().toNanos();
  }

  @Override
  public void taken(byte[] payload) {
    if (taken++ % LOOK_EVERY == 0 && !isOver) {
      look(System.nanoTime());
    }
  }

  private void look(long now) {
    if (taken == 1) {
      warmAt = now + warmUpNanos;
    } else if (inWindow && now - windowStart >= windowNanos) {
      Report.print(Report.MEASURED, taken - windowTaken, now - windowStart);
      isOver = true;
    } else if (!inWindow && now - warmAt >= 0) {
      inWindow = true;
      windowStart = now;
      windowTaken = taken;
    }
  }
}
