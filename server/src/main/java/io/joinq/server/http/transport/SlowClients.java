package io.joinq.server.http.transport;

import io.javalin.http.Context;
import io.joinq.server.http.security.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections of clients that send or read too slowly. Jetty's idle timeout alone would let
 * a client continue for ever at one byte at a time.
 *
 * <p>Whoever waits for such a client is released by the close.
 */
public final class SlowClients implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SlowClients.class);
  private static final long LOOK_MILLIS = 500;
  private static final String READS = "reads its answer";

  private final Limits limits;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new DaemonThreads("slow-clients"));
  private final Set<Transfer> transfers = ConcurrentHashMap.newKeySet();
  // Belong to the thread: connections that were inside a request's headers at the last look, and
  // those that had something written to them which their clients had not taken.
  private Map<EndPoint, Headers> unfinished = Map.of();
  private Map<EndPoint, Transfer> untaken = Map.of();

  public SlowClients(Limits limits) {
    this.limits = limits;
  }

  void watch(Connector connector) {
    // Never fails: look catches what could end it.
    ScheduledFuture<?> unused =
        thread.scheduleWithFixedDelay(
            () -> look(connector), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Reads a request's body, which may wait for the client. */
  <T> T reading(Context ctx, Supplier<T> body) {
    Runnable end = watchReading(connection(ctx));
    try {
      return body.get();
    } finally {
      end.run();
    }
  }

  /**
   * Watches a request's body that is read without waiting.
   *
   * @return to be run when all of it is read
   */
  Runnable watchReading(Connection connection) {
    return watch(new Transfer(connection, connection::getBytesIn, "sends its request"));
  }

  /** Writes an answer, which may wait for the client. */
  void writing(Context ctx, Runnable body) {
    Connection connection = connection(ctx);
    Runnable end = watch(new Transfer(connection, connection::getBytesOut, READS));
    try {
      body.run();
    } finally {
      end.run();
    }
  }

  private Runnable watch(Transfer transfer) {
    transfers.add(transfer);
    return () -> transfers.remove(transfer);
  }

  private static Connection connection(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection();
  }

  private void look(Connector connector) {
    try {
      long now = System.nanoTime();
      lookAtHeaders(connector, now);
      lookAtWrites(connector, now);
      for (Transfer transfer : transfers) {
        if (transfer.isTooSlow(now, limits)) {
          close(transfer.connection.getEndPoint(), transfer.what);
        }
      }
    } catch (RuntimeException | Error e) {
      // What left here would end the watch for good.
      log.error("cannot look for slow clients", e);
    }
  }

  private void lookAtHeaders(Connector connector, long now) {
    Map<EndPoint, Headers> seen = new HashMap<>();
    for (EndPoint client : connector.getConnectedEndPoints()) {
      if (client.getConnection() instanceof HttpConnection http && isInHeaders(http.getParser())) {
        Headers before = unfinished.get(client);
        boolean same = before != null && before.request == http.getMessagesIn();
        Headers headers = same ? before : new Headers(http.getMessagesIn(), now);
        seen.put(client, headers);
        if (now - headers.sinceNanos > limits.headers().toNanos()) {
          close(client, "sends its headers");
        }
      }
    }
    unfinished = seen;
  }

  /** Also small answers hold a thread each, where a client asks for many and reads none. */
  private void lookAtWrites(Connector connector, long now) {
    Map<EndPoint, Transfer> seen = new HashMap<>();
    for (EndPoint client : connector.getConnectedEndPoints()) {
      if (client instanceof AbstractEndPoint sending && sending.getWriteFlusher().isPending()) {
        Connection connection = client.getConnection();
        Transfer transfer =
            untaken.getOrDefault(client, new Transfer(connection, connection::getBytesOut, READS));
        seen.put(client, transfer);
        if (transfer.isTooSlow(now, limits)) {
          close(client, READS);
        }
      }
    }
    untaken = seen;
  }

  private static boolean isInHeaders(HttpParser parser) {
    return parser.inHeaderState() && !parser.isStart();
  }

  private static void close(EndPoint client, String what) {
    log.info(
        "closed the connection of {}, which {} too slowly", client.getRemoteSocketAddress(), what);
    client.close();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /**
   * @param request how many came before it on this connection
   */
  private record Headers(long request, long sinceNanos) {}

  /** A body or an answer on its way. */
  private static final class Transfer {
    private final Connection connection;
    private final LongSupplier moved;
    private final String what;
    // Belong to the thread that looks.
    private long windowBeginNanos = System.nanoTime();
    private long movedBefore;

    Transfer(Connection connection, LongSupplier moved, String what) {
      this.connection = connection;
      this.moved = moved;
      this.what = what;
      movedBefore = moved.getAsLong();
    }

    boolean isTooSlow(long nowNanos, Limits limits) {
      if (nowNanos - windowBeginNanos < limits.window().toNanos()) {
        return false;
      }
      long now = moved.getAsLong();
      boolean tooSlow = now - movedBefore < limits.bytesPerWindow();
      windowBeginNanos = nowNanos;
      movedBefore = now;
      return tooSlow;
    }
  }
}
