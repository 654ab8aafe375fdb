package io.joinq.server.http.transport;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads and drops the rest of a request's body when its answer is written, up to 64 MiB. Jetty
 * would close the connection instead, which resets it, and a client that is still sending may lose
 * the answer (RFC 9112, section 9.6).
 *
 * <p>Holds no thread while it waits for the client.
 */
final class UnreadBodies extends Handler.Wrapper {
  private static final long MOST_BYTES = 64L << 20;

  private final SlowClients slow;

  UnreadBodies(SlowClients slow) {
    this.slow = slow;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() > MOST_BYTES) {
      return super.handle(request, response, callback);
    }
    Unread unread = new Unread(request);
    Callback afterAnswer =
        Callback.from(callback.getInvocationType(), () -> drop(unread, callback), callback::failed);
    return super.handle(unread, response, afterAnswer);
  }

  private void drop(Unread request, Callback callback) {
    // A client that waits to be asked for its body sends none; demanding it would ask.
    if (request.consumeAvailable() || request.getHeaders().contains(HttpHeader.EXPECT)) {
      callback.succeeded();
      return;
    }
    Runnable end = slow.watchReading(request.getConnectionMetaData().getConnection());
    request.dropAll(Callback.from(callback, end));
  }

  /** A request whose body can still be read after Jetty found that some had not yet come. */
  private static final class Unread extends Request.Wrapper {
    private long left = MOST_BYTES;
    // Whether no more is to be read, although there may be more.
    private boolean ended;

    Unread(Request request) {
      super(request);
    }

    /** Never blocks. Jetty's own would fail all later reads. */
    @Override
    public boolean consumeAvailable() {
      for (Content.Chunk chunk = read(); chunk != null; chunk = read()) {
        left -= chunk.remaining();
        chunk.release();
        ended = Content.Chunk.isFailure(chunk) || left < 0;
        if (ended || chunk.isLast()) {
          return !ended;
        }
      }
      return false;
    }

    /** Returns at once; calls back when the body has come, is too long or failed. */
    void dropAll(Callback callback) {
      if (consumeAvailable() || ended) {
        callback.succeeded();
      } else {
        demand(() -> dropAll(callback));
      }
    }
  }
}
