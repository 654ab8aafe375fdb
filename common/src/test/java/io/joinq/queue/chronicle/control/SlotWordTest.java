package io.joinq.queue.chronicle.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("fast")
final class SlotWordTest {
  private static final long LAST_GENERATION = (1L << 42) - 1;

  @Test
  void aWordThatIsZeroIsFreeAndNeverUsed() {
    assertThat(SlotWord.state(0)).isEqualTo(SlotState.FREE);
    assertThat(SlotWord.generation(0)).isZero();
    assertThat(SlotWord.attempts(0)).isZero();
  }

  @Test
  void everyProcessAndNumberOfAttemptsAndCauseIsKept() {
    for (int process = 0; process < SlotWord.MAX_PROCESSES; process++) {
      for (int attempts = 0; attempts <= QueueConfig.MAX_ATTEMPTS; attempts++) {
        for (Redelivery.Cause cause : Redelivery.Cause.values()) {
          long leased = SlotWord.in(SlotWord.reserved(41, process), SlotState.LEASED);
          long returned = SlotWord.ended(leased, SlotState.RETURNED, cause, attempts);
          if (SlotWord.process(returned) != process
              || SlotWord.attempts(returned) != attempts
              || SlotWord.cause(returned) != cause
              || SlotWord.generation(returned) != 42
              || SlotWord.state(returned) != SlotState.RETURNED) {
            throw new AssertionError(SlotWord.toString(returned));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SlotState.class)
  void aChangeOfTheStateChangesNothingElse(SlotState state) {
    long word =
        SlotWord.ended(
            SlotWord.in(SlotWord.reserved(7, 255), SlotState.LEASED),
            SlotState.RETURNED,
            Redelivery.Cause.RELEASED,
            100);
    long changed = SlotWord.in(word, state);
    assertThat(SlotWord.state(changed)).isEqualTo(state);
    assertThat(SlotWord.in(changed, SlotState.RETURNED)).isEqualTo(word);
  }

  @Test
  void aClaimByAnotherProcessKeepsTheAttemptsAndTheGeneration() {
    long leased = SlotWord.in(SlotWord.reserved(7, 3), SlotState.LEASED);
    long returned = SlotWord.ended(leased, SlotState.RETURNED, Redelivery.Cause.WORKER_DIED, 1);
    long again = SlotWord.leasedAgain(returned, 200);
    assertThat(SlotWord.state(again)).isEqualTo(SlotState.LEASED);
    assertThat(SlotWord.process(again)).isEqualTo(200);
    assertThat(SlotWord.attempts(again)).isEqualTo(1);
    assertThat(SlotWord.generation(again)).isEqualTo(8);
    assertThat(SlotWord.cause(again)).isEqualTo(Redelivery.Cause.WORKER_DIED);
  }

  @Test
  void noTokenComesBackWhateverEndsTheDelivery() {
    long first = SlotWord.in(SlotWord.reserved(7, 3), SlotState.LEASED);
    long freed = SlotWord.freed(first);
    assertThat(SlotWord.in(SlotWord.reserved(freed, 3), SlotState.LEASED)).isNotEqualTo(first);
    long released = SlotWord.ended(first, SlotState.RETURNED, Redelivery.Cause.RELEASED, 0);
    assertThat(SlotWord.leasedAgain(released, 3)).isNotEqualTo(first);
    long intent = SlotWord.in(SlotWord.reserved(7, 3), SlotState.INTENT);
    long afterLoss = SlotWord.reserved(intent, 3);
    assertThat(SlotWord.generation(afterLoss)).isEqualTo(8);
  }

  @Test
  void theGenerationWrapsWithoutTouchingTheProcess() {
    long last = SlotWord.in(SlotWord.reserved(LAST_GENERATION, 5), SlotState.LEASED);
    assertThat(SlotWord.generation(last)).isEqualTo(LAST_GENERATION);
    long returned = SlotWord.ended(last, SlotState.RETURNED, Redelivery.Cause.RELEASED, 0);
    assertThat(SlotWord.generation(returned)).isZero();
    assertThat(SlotWord.process(returned)).isEqualTo(5);
    assertThat(SlotWord.freed(last)).isZero();
  }

  @Test
  void anUnknownStateOrCauseIsRefused() {
    assertThatThrownBy(() -> SlotWord.state(7L << 60))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("slot state 7");
    assertThatThrownBy(() -> SlotWord.cause(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
