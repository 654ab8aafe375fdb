package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import org.jetbrains.lincheck.datastructures.Operation;

/** One withdraws the task that is next while another takes it. */
public class CancelRace {
  final ControlFile control = RaceMemory.begin();
  private final Cancellations cancellations = new Cancellations(control);

  @Operation(nonParallelGroup = "canceller")
  public boolean cancel() {
    return cancellations.cancel(0, 1);
  }

  /** Whether the task is delivered. */
  @Operation(nonParallelGroup = "claimer")
  public boolean take() {
    return win() && !mustEnd();
  }

  boolean win() {
    long cursor = control.get(CURSOR);
    return CursorWord.sequence(cursor) == 0
        && control.compareAndSet(CURSOR, cursor, CursorWord.wonBy(cursor, 0));
  }

  boolean mustEnd() {
    return cancellations.mustEnd(0);
  }

  /** The twin that looks at the table before it has won the task. */
  public static final class Torn extends CancelRace {
    @Operation(nonParallelGroup = "claimer")
    @Override
    public boolean take() {
      boolean mustEnd = mustEnd();
      return win() && !mustEnd;
    }

    @Operation(nonParallelGroup = "canceller")
    @Override
    public boolean cancel() {
      return super.cancel();
    }
  }

  /** It is withdrawn or delivered: once, and never both. */
  public static final class Specification {
    private boolean gone;

    public boolean cancel() {
      return end();
    }

    public boolean take() {
      return end();
    }

    private boolean end() {
      boolean first = !gone;
      gone = true;
      return first;
    }
  }
}
