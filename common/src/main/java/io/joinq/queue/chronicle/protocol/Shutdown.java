package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;
import static io.joinq.queue.chronicle.control.ControlLayout.DROPPED;
import static io.joinq.queue.chronicle.control.ControlLayout.SHUTDOWN;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import java.util.function.LongConsumer;

/**
 * Shutdown of a queue for all processes: OPEN -> SHUT_DOWN -> DROPPING. A restart opens it again.
 */
public final class Shutdown {
  private static final long OPEN = 0;
  private static final long SHUT_DOWN = 1;
  private static final long DROPPING = 2;

  private Shutdown() {}

  public static boolean isShutDown(ControlFile control) {
    return control.get(SHUTDOWN) != OPEN;
  }

  public static boolean isDropping(ControlFile control) {
    return control.get(SHUTDOWN) == DROPPING;
  }

  public static void begin(ControlFile control) {
    control.compareAndSet(SHUTDOWN, OPEN, SHUT_DOWN);
  }

  public static void beginDropping(ControlFile control) {
    control.set(SHUTDOWN, DROPPING);
  }

  public static void reopen(ControlFile control) {
    control.set(SHUTDOWN, OPEN);
  }

  /**
   * Drops what is queued. Puts that were under way when the shutdown began are dropped later.
   *
   * @param help finishes the claim that a cursor names, as every claimer does before it moves it
   */
  public static void drop(ControlFile control, LongConsumer help) {
    while (true) {
      long cursor = control.get(CURSOR);
      long queued = control.get(APPENDED) - CursorWord.sequence(cursor);
      if (queued <= 0) {
        return;
      }
      help.accept(cursor);
      long moved = CursorWord.movedTo(cursor, CursorWord.sequence(cursor) + queued);
      if (control.compareAndSet(CURSOR, cursor, moved)) {
        control.add(DROPPED, queued);
      }
    }
  }
}
