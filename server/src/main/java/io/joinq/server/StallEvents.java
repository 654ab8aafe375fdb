package io.joinq.server;

import io.joinq.server.events.EventKind;
import io.joinq.server.events.Events;
import io.joinq.server.loop.Stall;
import io.joinq.server.loop.StallListener;
import java.util.LinkedHashMap;
import java.util.Map;

/** Publishes stalls as events. */
final class StallEvents implements StallListener {
  private final Events events;

  StallEvents(Events events) {
    this.events = events;
  }

  @Override
  public void began(Stall stall) {
    Map<String, Object> facts = facts(stall);
    facts.put("stack", stall.stack());
    events.publish(EventKind.LOOP_STALLED, facts);
  }

  @Override
  public void ended(Stall stall) {
    events.publish(EventKind.LOOP_RECOVERED, facts(stall));
  }

  private static Map<String, Object> facts(Stall stall) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("where", stall.where());
    facts.put("handler", stall.handler());
    facts.put("stalled_ms", stall.length().toMillis());
    return facts;
  }
}
