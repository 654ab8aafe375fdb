package io.joinq.server.events;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event. Immutable.
 *
 * @param id grows with each event, also from one life of the server to the next
 * @param fields further facts, their names in snake_case, in the order in which they are written
 */
public record Event(long id, Instant at, EventKind kind, Map<String, Object> fields) {

  public Event {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The members of its JSON object: {@code id}, {@code at}, {@code event}, then the fields. */
  public Map<String, Object> toMap() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("at", at.toString());
    members.put("event", kind.toString());
    members.putAll(fields);
    return members;
  }
}
