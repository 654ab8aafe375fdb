package io.joinq.lab.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Clients that each keep a connection and repeat one request. One thread serves them all, so that
 * they leave the machine to the server.
 */
final class Swarm implements AutoCloseable {
  private static final int LARGEST_ANSWER = 16 << 10;
  private static final long LOOK_MILLIS = 20;

  /** When a client sends its next request. */
  enum Pace {
    /** So long after its answer: the slower the server is, the fewer requests it gets. */
    AFTER_ANSWER {
      @Override
      long next(long dueNanos, long nowNanos, long periodNanos) {
        return nowNanos + periodNanos;
      }
    },
    /**
     * So long after its last request was due, or at once if the answer came later: the rate stays
     * as it is, and clients that were held up together do not come as a crowd from then on.
     */
    STEADY {
      @Override
      long next(long dueNanos, long nowNanos, long periodNanos) {
        long next = dueNanos + periodNanos;
        return next - nowNanos < 0 ? nowNanos : next;
      }
    };

    abstract long next(long dueNanos, long nowNanos, long periodNanos);
  }

  private final InetSocketAddress address;
  private final byte[] request;
  private final Pace pace;
  private final long periodNanos;
  private final Counters counters = new Counters();
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final PriorityQueue<Connection> pausing = new PriorityQueue<>();
  private final Deque<Connection> due = new ArrayDeque<>();
  private final Thread thread = new Thread(this::run, "swarm");
  private volatile boolean stopping;

  private Swarm(URI server, String request, Pace pace, Duration period) throws IOException {
    address = new InetSocketAddress(server.getHost(), server.getPort());
    this.request = request.getBytes(StandardCharsets.ISO_8859_1);
    this.pace = pace;
    periodNanos = period.toNanos();
    selector = Selector.open();
    thread.setDaemon(true);
  }

  /**
   * @param requestLine such as {@code GET /transcribe}
   */
  static Swarm start(URI server, String requestLine, int clients, Pace pace, Duration period) {
    String length = requestLine.startsWith("POST") ? "Content-Length: 0\r\n" : "";
    String request = requestLine + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + length;
    try {
      Swarm swarm = new Swarm(server, request + "\r\n", pace, period);
      // Spread over one period: they are not to come as one crowd for ever.
      for (int client = 0; client < clients; client++) {
        swarm.pausing.add(swarm.new Connection(period.toNanos() * client / clients));
      }
      swarm.thread.start();
      return swarm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    try {
      while (!stopping || (counters.open() > 0 && !Thread.currentThread().isInterrupted())) {
        sendDue();
        selector.select(this::ready, waitMillis());
      }
    } catch (IOException | RuntimeException e) {
      counters.fail("the swarm itself: " + e);
    } finally {
      connections.forEach(Connection::drop);
    }
  }

  private long waitMillis() {
    Connection next = pausing.peek();
    if (next == null) {
      return LOOK_MILLIS;
    }
    long millis = (next.dueNanos - System.nanoTime()) / 1_000_000;
    return Math.max(1, Math.min(LOOK_MILLIS, millis));
  }

  private void sendDue() {
    long now = System.nanoTime();
    while (!stopping && !pausing.isEmpty() && pausing.peek().dueNanos - now <= 0) {
      due.add(pausing.poll());
    }
    while (!due.isEmpty()) {
      due.poll().begin();
    }
  }

  private void ready(SelectionKey key) {
    ((Connection) key.attachment()).advance();
  }

  Counters counters() {
    return counters;
  }

  /** Sends no more, waits for the answers that are outstanding, and drops the rest. */
  void finish(Duration patience) throws InterruptedException {
    stopping = true;
    thread.join(patience.toMillis());
    close();
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client. Belongs to the swarm's thread. */
  private final class Connection implements Comparable<Connection> {
    private final byte[] bytes = new byte[LARGEST_ANSWER];
    private final ByteBuffer answer = ByteBuffer.wrap(bytes);
    private final ByteBuffer toSend = ByteBuffer.wrap(request);
    private SocketChannel channel;
    private SelectionKey key;
    private long dueNanos;
    private long sentNanos;

    Connection(long delayNanos) {
      dueNanos = System.nanoTime() + delayNanos;
      connections.add(this);
    }

    void begin() {
      sentNanos = System.nanoTime();
      counters.sent();
      toSend.rewind();
      answer.clear();
      try {
        if (channel == null) {
          channel = SocketChannel.open();
          channel.configureBlocking(false);
          channel.connect(address);
          key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        } else {
          send();
        }
      } catch (IOException e) {
        fail(e);
      }
    }

    void advance() {
      try {
        if (key.isConnectable()) {
          channel.finishConnect();
          send();
        } else if (key.isWritable()) {
          send();
        } else if (key.isReadable()) {
          receive();
        }
      } catch (IOException e) {
        fail(e);
      }
    }

    private void send() throws IOException {
      channel.write(toSend);
      key.interestOps(toSend.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private void receive() throws IOException {
      ResponseParser.requireRoom(bytes, answer.position());
      if (channel.read(answer) < 0) {
        throw new IOException("the server hung up");
      }
      ResponseParser.Response response = ResponseParser.parse(bytes, answer.position());
      if (response != null) {
        key.interestOps(0);
        counters.answered(response, System.nanoTime() - sentNanos);
        pause();
      }
    }

    private void fail(IOException e) {
      counters.fail(e.toString());
      drop();
      pause();
    }

    private void pause() {
      dueNanos = pace.next(dueNanos, System.nanoTime(), periodNanos);
      pausing.add(this);
    }

    void drop() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // It is gone either way.
      }
      channel = null;
    }

    @Override
    public int compareTo(Connection other) {
      return Long.signum(dueNanos - other.dueNanos);
    }
  }
}
