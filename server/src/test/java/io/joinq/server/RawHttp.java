package io.joinq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection on which a test sends whatever bytes it likes. */
public final class RawHttp implements AutoCloseable {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) [^\r\n]*\r\n");

  private final Socket socket;

  private RawHttp(Socket socket) {
    this.socket = socket;
  }

  /** Reads give up after 30 s. */
  public static RawHttp connect(URI uri) throws IOException {
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(30_000);
    return new RawHttp(socket);
  }

  /** All that comes back for a request until the server closes the connection. */
  public static String exchange(URI uri, String request) throws IOException {
    try (RawHttp http = connect(uri)) {
      return http.send(request).readAll();
    }
  }

  /** The status of an answer, or 0 if there is none. */
  public static int status(String answer) {
    Matcher status = STATUS.matcher(answer);
    return status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
  }

  public RawHttp send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    return this;
  }

  /** Waits until something has come back, and leaves it to be read. */
  public RawHttp awaitAnswer() {
    await().until(() -> socket.getInputStream().available() > 0);
    return this;
  }

  public RawHttp timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  /** Until the server closes the connection, or resets it because it did not want to read more. */
  public String readAll() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(read);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // A reset: what came before it counts.
    }
    return read.toString(ISO_8859_1);
  }

  /** What comes until the server closes the connection or has been silent for the timeout. */
  public String readSome() throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] bytes = new byte[1 << 13];
    try {
      for (int count = 0; count >= 0; count = socket.getInputStream().read(bytes)) {
        read.write(bytes, 0, count);
      }
    } catch (IOException e) {
      // Silence or a reset: what came before it counts.
    }
    return read.toString(ISO_8859_1);
  }

  /** Up to the end of these words. */
  public String readUntil(String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("the connection ended after: " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  /** Whether the server has closed the connection; reads what it sent before. */
  public boolean isClosed() throws IOException {
    socket.setSoTimeout(50);
    try {
      while (socket.getInputStream().read() >= 0) {
        // What it sent does not matter.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
