package io.joinq.queue.chronicle.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
final class CursorWordTest {
  private static final long LAST_SEQUENCE = (1L << 47) - 1;
  private static final long[] SEQUENCES = {0, 1, 2, 65_535, 65_536, 1L << 40, LAST_SEQUENCE - 1};

  @Test
  void aWordThatIsZeroOffersTheFirstTaskAndHasNoWinner() {
    assertThat(CursorWord.sequence(0)).isZero();
    assertThat(CursorWord.isPaused(0)).isFalse();
    assertThat(CursorWord.winner(0)).isEqualTo(-1);
  }

  @Test
  void everySlotThatWinsIsFoundAgainWhateverTheSequence() {
    for (long sequence : SEQUENCES) {
      for (int slot = 0; slot < QueueShape.MAX_SLOTS; slot++) {
        for (boolean paused : new boolean[] {false, true}) {
          long word = CursorWord.withPaused(CursorWord.movedTo(0, sequence), paused);
          long won = CursorWord.wonBy(word, slot);
          if (CursorWord.winner(won) != slot
              || CursorWord.sequence(won) != sequence + 1
              || CursorWord.isPaused(won) != paused) {
            throw new AssertionError("slot " + slot + " of " + sequence + ": " + won);
          }
        }
      }
    }
  }

  @Test
  void theNextWinnerReplacesTheLast() {
    long word = CursorWord.wonBy(CursorWord.wonBy(0, 4095), 1);
    assertThat(CursorWord.winner(word)).isEqualTo(1);
    assertThat(CursorWord.sequence(word)).isEqualTo(2);
  }

  @Test
  void pausingChangesNothingButThePause() {
    for (long sequence : SEQUENCES) {
      long word = CursorWord.wonBy(CursorWord.movedTo(0, sequence), 17);
      long paused = CursorWord.withPaused(word, true);
      assertThat(CursorWord.isPaused(paused)).isTrue();
      assertThat(CursorWord.sequence(paused)).isEqualTo(sequence + 1);
      assertThat(CursorWord.winner(paused)).isEqualTo(17);
      assertThat(CursorWord.withPaused(paused, true)).isEqualTo(paused);
      assertThat(CursorWord.withPaused(paused, false)).isEqualTo(word);
    }
  }

  @Test
  void movingDropsTheWinnerAndKeepsThePause() {
    long word = CursorWord.withPaused(CursorWord.wonBy(0, 3), true);
    long moved = CursorWord.movedTo(word, LAST_SEQUENCE);
    assertThat(CursorWord.sequence(moved)).isEqualTo(LAST_SEQUENCE);
    assertThat(CursorWord.winner(moved)).isEqualTo(-1);
    assertThat(CursorWord.isPaused(moved)).isTrue();
  }
}
