package io.joinq.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class PayloadViewTest {
  @Test
  void textIsShownAsItIs() {
    assertThat(PayloadView.of("grüße\n\tan alle 🙂".getBytes(UTF_8)))
        .isEqualTo(new PayloadView(21, "grüße\n\tan alle 🙂", null, false));
    assertThat(PayloadView.of(new byte[0])).isEqualTo(new PayloadView(0, "", null, false));
  }

  @Test
  void bytesThatAreNoTextAreShownInHexadecimal() {
    assertThat(PayloadView.of(new byte[] {'a', 0, (byte) 0xff}))
        .isEqualTo(new PayloadView(3, null, "6100ff", false));
  }

  /** An escape, a bell, a backspace, C1's CSI, a right-to-left override, a zero-width space. */
  @ParameterizedTest
  @ValueSource(strings = {"\u001b[2J", "\u0007", "a\bb", "\u009b2J", "\u202egnp.exe", "\u200b"})
  void whatCouldDeceiveATerminalOrItsReaderIsNotShownAsText(String text) {
    PayloadView view = PayloadView.of(text.getBytes(UTF_8));
    assertThat(view.text()).isNull();
    assertThat(view.hex()).hasSize(2 * text.getBytes(UTF_8).length);
  }

  @Test
  void onlyTheBeginningIsShown() {
    PayloadView exact = PayloadView.of("x".repeat(PayloadView.MOST_SHOWN).getBytes(UTF_8));
    assertThat(exact.truncated()).isFalse();
    PayloadView more = PayloadView.of("x".repeat(PayloadView.MOST_SHOWN + 1).getBytes(UTF_8));
    assertThat(more.truncated()).isTrue();
    assertThat(more.text()).hasSize(PayloadView.MOST_SHOWN);
    assertThat(more.bytes()).isEqualTo(PayloadView.MOST_SHOWN + 1);
  }

  @Test
  void aCharacterThatTheCutDividesIsLeftOut() {
    String before = "x".repeat(PayloadView.MOST_SHOWN - 3);
    assertThat(PayloadView.of((before + "🙂").getBytes(UTF_8)).text()).isEqualTo(before);
    assertThat(PayloadView.of((before + "é" + "é").getBytes(UTF_8)).text()).isEqualTo(before + "é");
  }
}
