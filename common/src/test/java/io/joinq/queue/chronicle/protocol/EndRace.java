package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.Redelivery;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import org.jetbrains.lincheck.datastructures.Operation;

/** Several want to end one delivery: its owner, who finishes or releases it, and a revoker. */
public class EndRace {
  private static final long TOKEN = SlotWord.in(1, SlotState.LEASED);

  final LeaseSlots slots = new LeaseSlots(RaceMemory.begin());

  public EndRace() {
    slots.requireWord(0, slots.word(0), TOKEN);
  }

  @Operation
  public boolean done() {
    return end(TOKEN, SlotWord.freed(TOKEN));
  }

  @Operation
  public boolean release() {
    return end(TOKEN, returned(Redelivery.Cause.RELEASED, 0));
  }

  @Operation
  public boolean revoke() {
    return end(TOKEN, returned(Redelivery.Cause.LEASE_EXPIRED, 1));
  }

  private static long returned(Redelivery.Cause cause, int attempts) {
    return SlotWord.ended(TOKEN, SlotState.RETURNED, cause, attempts);
  }

  boolean end(long token, long word) {
    return slots.compareAndSetWord(0, token, word);
  }

  /** The twin that looks first and writes then. */
  public static final class Torn extends EndRace {
    @Override
    boolean end(long token, long word) {
      boolean mine = slots.word(0) == token;
      if (mine) {
        slots.compareAndSetWord(0, slots.word(0), word);
      }
      return mine;
    }

    @Operation
    @Override
    public boolean done() {
      return super.done();
    }

    @Operation
    @Override
    public boolean release() {
      return super.release();
    }

    @Operation
    @Override
    public boolean revoke() {
      return super.revoke();
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
