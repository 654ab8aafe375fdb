package io.joinq.lab.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the end of an HTTP/1.1 response with Content-Length, which our server always sends. */
final class ResponseParser {
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String END_OF_HEADERS = "\r\n\r\n";

  private ResponseParser() {}

  /**
   * A whole response.
   *
   * @param size in bytes, its headers included
   */
  record Response(int status, String body, int size) {}

  /**
   * The response at the start of what has been read; null if it is not complete.
   *
   * @param length of what has been read
   */
  static Response parse(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    int headersEnd = text.indexOf(END_OF_HEADERS);
    if (headersEnd < 0) {
      return null;
    }
    String headers = text.substring(0, headersEnd + 2);
    int bodyStart = headersEnd + END_OF_HEADERS.length();
    int size = bodyStart + contentLength(headers.toLowerCase(Locale.ROOT));
    if (length < size) {
      return null;
    }
    return new Response(
        Integer.parseInt(headers.substring(9, 12)), text.substring(bodyStart, size), size);
  }

  /**
   * To be called before more is read of a response that is not complete.
   *
   * @throws IOException if the buffer is full: a read would return nothing for ever
   */
  static void requireRoom(byte[] buffer, int length) throws IOException {
    if (length == buffer.length) {
      throw new IOException(
          "the answer is longer than the %d bytes that are kept of one; ask for less"
              .formatted(buffer.length));
    }
  }

  private static int contentLength(String headers) {
    int at = headers.indexOf(LENGTH);
    if (at < 0) {
      return 0;
    }
    int end = headers.indexOf('\r', at + LENGTH.length());
    return Integer.parseInt(headers.substring(at + LENGTH.length(), end).strip());
  }
}
