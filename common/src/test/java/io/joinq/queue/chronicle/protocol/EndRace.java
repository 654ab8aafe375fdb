package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.control.WaitQueues;
import java.nio.file.Path;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * Several want to end one delivery: its owner, who finishes or releases it, and a revoker. None of
 * these ends touches a file.
 */
public class EndRace {
  static final long TOKEN = SlotWord.in(1, SlotState.LEASED);
  private static final QueueConfig CONFIG = QueueConfig.of("chronicle:none").withMaxAttempts(9);

  final ControlFile control = RaceMemory.begin();
  final LeaseSlots slots = new LeaseSlots(control);
  private final Deliveries deliveries =
      new Deliveries(
          control,
          new ProcessTable(control),
          new WaitQueues(control),
          new QueueFiles(Path.of("none")),
          null);

  public EndRace() {
    slots.describe(0, TOKEN, 0, CONFIG);
    slots.requireWord(0, slots.word(0), TOKEN);
  }

  @Operation
  public boolean done() {
    return deliveries.done(0, TOKEN, false);
  }

  @Operation
  public boolean release() {
    return deliveries.release(0, TOKEN, "");
  }

  @Operation
  public boolean revoke() {
    return deliveries.retry(0, TOKEN, Redelivery.Cause.LEASE_EXPIRED, "");
  }

  /** The twin that looks first and writes then. */
  public static final class Torn extends EndRace {
    private boolean end(long word) {
      boolean mine = slots.word(0) == TOKEN;
      if (mine) {
        slots.compareAndSetWord(0, slots.word(0), word);
      }
      return mine;
    }

    @Operation
    @Override
    public boolean done() {
      return end(SlotWord.freed(TOKEN));
    }

    @Operation
    @Override
    public boolean release() {
      return end(SlotWord.ended(TOKEN, SlotState.RETURNED, Redelivery.Cause.RELEASED, 0));
    }

    @Operation
    @Override
    public boolean revoke() {
      return end(SlotWord.ended(TOKEN, SlotState.RETURNED, Redelivery.Cause.LEASE_EXPIRED, 1));
    }
  }

  /** The first one wins. */
  public static final class Specification {
    private boolean ended;

    public boolean done() {
      return end();
    }

    public boolean release() {
      return end();
    }

    public boolean revoke() {
      return end();
    }

    private boolean end() {
      boolean first = !ended;
      ended = true;
      return first;
    }
  }
}
