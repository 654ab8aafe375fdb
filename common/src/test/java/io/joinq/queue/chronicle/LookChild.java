package io.joinq.queue.chronicle;

import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueOpenException;
import java.net.URI;
import java.util.function.Function;

/** Looks at a queue as status does, then as diagnose does, and says why it may not. */
final class LookChild {
  private LookChild() {}

  public static void main(String[] args) {
    URI url = URI.create(args[0]);
    look(QueueAdmin::inspect, url);
    look(QueueAdmin::examine, url);
  }

  private static void look(Function<URI, Object> way, URI url) {
    try {
      System.out.println("seen " + way.apply(url));
    } catch (QueueOpenException e) {
      System.out.println("refused " + e.getMessage());
    }
  }
}
