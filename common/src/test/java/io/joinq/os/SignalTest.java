package io.joinq.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("process")
final class SignalTest {
  @Test
  void termAndKillEndAProcess() {
    try (ChildJvm asked = ChildJvm.start(Answerer.class);
        ChildJvm killed = ChildJvm.start(Answerer.class)) {
      asked.awaitLine("ready");
      killed.awaitLine("ready");

      asked.signal(Signal.TERM);
      killed.signal(Signal.KILL);

      assertThat(asked.awaitExit()).isEqualTo(128 + 15);
      assertThat(killed.awaitExit()).isEqualTo(128 + 9);
    }
  }

  @Test
  void stopHoldsAProcessUntilCont() {
    try (ChildJvm child = ChildJvm.start(Answerer.class)) {
      child.awaitLine("ready");

      child.signal(Signal.STOP);
      await().until(() -> stateOf(child.pid()) == 'T');
      child.send("are you there");
      child.signal(Signal.CONT);

      child.awaitLine("answer to are you there");
    }
  }

  @Test
  void saysThatAProcessIsGone() {
    ChildJvm child = ChildJvm.start(Answerer.class);
    child.close();

    assertThatThrownBy(() -> child.signal(Signal.STOP))
        .isInstanceOf(SignalException.class)
        .hasMessage("cannot send STOP: there is no process " + child.pid());
    assertThatThrownBy(() -> Signal.KILL.sendToGroup(child.pid()))
        .isInstanceOf(SignalException.class);
  }

  @Test
  void neverTakesAPidThatStandsForManyProcesses() {
    assertThatThrownBy(() -> Signal.CONT.sendTo(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Signal.CONT.sendTo(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Signal.CONT.sendToGroup(1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The state letter of a process: the field after its name in parentheses. */
  private static char stateOf(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  /** Answers lines until it is ended. */
  static final class Answerer {
    private Answerer() {}

    public static void main(String[] arguments) {
      System.out.println("ready");
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
          .lines()
          .forEach(line -> System.out.println("answer to " + line));
    }
  }
}
