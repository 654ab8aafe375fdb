package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class BoundedLinesTest {
  private static List<String> lines(String text) throws IOException {
    List<String> all = new ArrayList<>();
    try (BoundedLines lines = new BoundedLines(new StringReader(text))) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        all.add(line);
      }
    }
    return all;
  }

  @Test
  void areThoseOfTheText() throws IOException {
    assertThat(lines("")).isEmpty();
    assertThat(lines("one\n\nthree")).containsExactly("one", "", "three");
    assertThat(lines("one\n")).containsExactly("one");
  }

  @Test
  void comeInPartsWhereOneHasNoEnd() throws IOException {
    String longest = "x".repeat(BoundedLines.LONGEST);

    assertThat(lines(longest + longest + "y")).containsExactly(longest, longest, "y");
  }

  @Test
  void haveNoEmptyOneAfterOneOfJustThatLength() throws IOException {
    String longest = "x".repeat(BoundedLines.LONGEST);

    assertThat(lines(longest + "\n\nnext")).containsExactly(longest, "", "next");
  }
}
