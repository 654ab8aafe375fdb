package io.joinq.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The beginning of a payload, safe to display: as text if all of it is printable, otherwise in
 * hexadecimal. Characters that control a terminal or change the text direction are not printable.
 *
 * @param bytes length of the whole payload
 * @param text null if it is not shown as text
 * @param hex null if it is shown as text
 * @param truncated whether the payload is longer than what is shown
 */
public record PayloadView(
    long bytes,
    @Field(orNull = true) String text,
    @Field(orNull = true) String hex,
    boolean truncated) {
  /** Number of bytes shown; a character cut in two is left out. */
  public static final int MOST_SHOWN = 1024;

  private static final int LONGEST_CHARACTER = 4;

  public static PayloadView of(byte[] payload) {
    boolean truncated = payload.length > MOST_SHOWN;
    byte[] shown = truncated ? Arrays.copyOf(payload, MOST_SHOWN) : payload;
    String text = truncated ? textOfCut(shown) : textOf(shown, shown.length);
    return text == null
        ? new PayloadView(payload.length, null, HexFormat.of().formatHex(shown), truncated)
        : new PayloadView(payload.length, text, null, truncated);
  }

  private static String textOfCut(byte[] shown) {
    for (int missing = 0; missing < LONGEST_CHARACTER; missing++) {
      String text = textOf(shown, shown.length - missing);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** Null if it is not text. */
  private static String textOf(byte[] bytes, int length) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
      return text.codePoints().allMatch(PayloadView::isPrintable) ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL -> character == '\n' || character == '\t' || character == '\r';
      case Character.FORMAT,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
