package io.joinq.server.http.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.server.http.problem.ProblemException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class PayloadMemoryTest {
  private final PayloadMemory memory = new PayloadMemory(100);

  @Test
  void givesNoMoreThanThereIs() {
    PayloadMemory.Hold first = memory.hold(60);
    memory.hold(40);
    assertThatThrownBy(() -> memory.hold(1))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("1 bytes")
        .hasMessageContaining("100 of 100");
    first.release();
    memory.hold(60);
    assertThat(memory.held()).isEqualTo(100);
  }

  @Test
  void givesOneWhoIsAloneMoreThanThereIs() {
    PayloadMemory.Hold large = memory.hold(1_000);
    assertThatThrownBy(() -> memory.hold(1)).isInstanceOf(ProblemException.class);
    large.release();
    memory.hold(1);
  }

  @Test
  void takesBackOnceWhatIsReleasedTwice() {
    PayloadMemory.Hold hold = memory.hold(80);
    hold.shrinkTo(30);
    memory.hold(70);
    hold.release();
    hold.release();
    assertThat(memory.held()).isEqualTo(70);
  }

  @Test
  void growsWhileThereIsRoomAndKeepsWhatItHadOtherwise() {
    memory.hold(50);
    PayloadMemory.Hold hold = memory.hold(0);
    hold.growTo(20);
    hold.growTo(50);
    assertThatThrownBy(() -> hold.growTo(51)).isInstanceOf(ProblemException.class);
    assertThat(memory.held()).isEqualTo(100);
    hold.release();
    assertThat(memory.held()).isEqualTo(50);
  }
}
