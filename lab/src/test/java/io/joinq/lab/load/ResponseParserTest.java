package io.joinq.lab.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.load.ResponseParser.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ResponseParserTest {
  private static final String WHOLE =
      "HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\nDate: now\r\n\r\nbody";

  private static Response parse(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return ResponseParser.parse(bytes, bytes.length);
  }

  @Test
  void findsTheEndHoweverMuchHasBeenRead() {
    for (int length = 0; length < WHOLE.length(); length++) {
      assertThat(parse(WHOLE.substring(0, length))).as("%d bytes", length).isNull();
    }
    assertThat(parse(WHOLE)).isEqualTo(new Response(202, "body", WHOLE.length()));
    assertThat(parse(WHOLE + "HTTP/1.1 200")).isEqualTo(parse(WHOLE));
  }

  @Test
  void takesAResponseWithoutALengthForOneWithoutABody() {
    String bare = "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n";
    assertThat(parse(bare + "HTTP/1.1 ")).isEqualTo(new Response(204, "", bare.length()));
  }

  @Test
  void readsTheLengthInWhateverCaseItsNameIsWritten() {
    assertThat(parse(WHOLE.replace("Content-Length: ", "CONTENT-LENGTH:"))).isNotNull();
    assertThat(parse(WHOLE.replace("Content-Length", "X-Content-Length")))
        .extracting(Response::body)
        .isEqualTo("");
  }
}
