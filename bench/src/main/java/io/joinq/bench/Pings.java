package io.joinq.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/** The schedule of pings, and the time that each carries. Confined to one thread. */
final class Pings {
  private static final long PERIOD_NANOS = 1_000_000;
  private static final VarHandle STAMP =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private long next = System.nanoTime();

  /** Waits for the next beat and stamps the payload with the time. */
  void awaitBeat(byte[] payload) {
    next = Math.max(next + PERIOD_NANOS, System.nanoTime());
    for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
    STAMP.set(payload, 0, System.nanoTime());
  }

  /** When the ping was put, on the clock that all processes of the host share. */
  static long stamp(byte[] payload) {
    return (long) STAMP.get(payload, 0);
  }
}
