package io.joinq.lab.load;

import io.joinq.lab.stats.Latencies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at a fixed rate. The time of a request counts from when it was due, so that
 * requests behind a slow one include their wait, as clients would see it.
 */
final class Probe implements AutoCloseable {
  private static final int LARGEST_ANSWER = 64 << 10;

  private final InetSocketAddress address;
  private final byte[] request;
  private final Duration period;
  private final Duration giveUp;
  private final Latencies latencies = new Latencies();
  private final byte[] answer = new byte[LARGEST_ANSWER];
  private final Thread thread = new Thread(this::run, "probe");
  private int unanswered;
  // Of the last one that was not answered.
  private String complaint;
  private volatile boolean closed;
  // Belongs to the thread.
  private Socket socket;

  private Probe(URI server, String path, Duration period, Duration giveUp) {
    address = new InetSocketAddress(server.getHost(), server.getPort());
    request =
        ("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    this.period = period;
    this.giveUp = giveUp;
    thread.setDaemon(true);
  }

  /**
   * @param giveUp after which a request counts as not answered
   */
  static Probe start(URI server, String path, Duration period, Duration giveUp) {
    Probe probe = new Probe(server, path, period, giveUp);
    probe.thread.start();
    return probe;
  }

  private void run() {
    long due = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(due - System.nanoTime());
      if (System.nanoTime() - due >= 0) {
        ask(due);
        due += period.toNanos();
        // Whoever was given up on is not made up for.
        due = Math.max(due, System.nanoTime() - giveUp.toNanos());
      }
    }
    hangUp();
  }

  private void ask(long dueNanos) {
    try {
      exchange();
      countAnswered(System.nanoTime() - dueNanos);
    } catch (SocketTimeoutException e) {
      // Also if it has been closed meanwhile: it was asked for, and given up on.
      countUnanswered(e);
      hangUp();
    } catch (IOException e) {
      if (!closed) {
        countUnanswered(e);
      }
      hangUp();
    }
  }

  private void exchange() throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.connect(address, (int) giveUp.toMillis());
      socket.setSoTimeout((int) giveUp.toMillis());
    }
    socket.getOutputStream().write(request);
    int length = 0;
    while (ResponseParser.parse(answer, length) == null) {
      ResponseParser.requireRoom(answer, length);
      int read = socket.getInputStream().read(answer, length, answer.length - length);
      if (read < 0) {
        throw new IOException("the server hung up");
      }
      length += read;
    }
  }

  private synchronized void countAnswered(long nanos) {
    latencies.add(nanos);
  }

  private synchronized void countUnanswered(IOException why) {
    unanswered++;
    complaint = why.getMessage();
  }

  private void hangUp() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is gone either way.
    }
    socket = null;
  }

  synchronized int unanswered() {
    return unanswered;
  }

  synchronized int asked() {
    return unanswered + latencies.count();
  }

  synchronized double p99() {
    return unanswered > asked() / 100 ? Double.POSITIVE_INFINITY : latencies.p99();
  }

  synchronized double max() {
    return unanswered > 0 ? Double.POSITIVE_INFINITY : latencies.max();
  }

  @Override
  public synchronized String toString() {
    String lost = unanswered == 0 ? "" : ", " + unanswered + " not answered: " + complaint;
    return asked() + " asked, " + latencies + lost;
  }

  /** Stops asking; what is outstanding is not waited for beyond its time. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(giveUp.toMillis() + 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
