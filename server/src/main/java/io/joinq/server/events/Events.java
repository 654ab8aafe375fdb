package io.joinq.server.events;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest events, in memory. Publishing never blocks. Readers, a file or a client, read at their
 * own pace and miss events that were evicted meanwhile.
 *
 * <p>Every method may be called from any thread; only {@link #await} blocks.
 */
public final class Events {
  /** Number of events kept. */
  public static final int KEPT = 1_000;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  // Guarded by the lock.
  private final Deque<Event> kept = new ArrayDeque<>();
  private long lastId;

  /**
   * @param clock for the time of each event; and its first reading for the first id, so that ids
   *     are higher than those of an earlier life of the server
   */
  public Events(Clock clock) {
    this.clock = clock;
    lastId = clock.millis();
  }

  /** Publishes an event without further facts. */
  public Event publish(EventKind kind) {
    return publish(kind, Map.of());
  }

  /** Publishes an event with one field. */
  public Event publish(EventKind kind, String name, Object value) {
    return publish(kind, Collections.singletonMap(name, value));
  }

  /**
   * Publishes an event.
   *
   * @param fields names in snake_case, values that JSON has; those that are null are left out
   */
  public Event publish(EventKind kind, Map<String, ?> fields) {
    Map<String, Object> facts = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            facts.put(name, value);
          }
        });
    lock.lock();
    try {
      Event event =
          new Event(++lastId, clock.instant().truncatedTo(ChronoUnit.MILLIS), kind, facts);
      kept.addLast(event);
      if (kept.size() > KEPT) {
        kept.removeFirst();
      }
      published.signalAll();
      return event;
    } finally {
      lock.unlock();
    }
  }

  /** All that are kept, oldest first. */
  public List<Event> recent() {
    return after(0);
  }

  /**
   * Those published after one, oldest first.
   *
   * @param id of that one; one that was not given yet stands for a log that is no more: all are new
   */
  public List<Event> after(long id) {
    lock.lock();
    try {
      return id > lastId ? List.copyOf(kept) : kept.stream().filter(e -> e.id() > id).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * As {@link #after}, but waits until there is one; empty if the time ran out.
   *
   * @throws InterruptedException if interrupted while waiting
   */
  public List<Event> await(long id, Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lock();
    try {
      List<Event> news = after(id);
      while (news.isEmpty() && left > 0) {
        left = published.awaitNanos(left);
        news = after(id);
      }
      return news;
    } finally {
      lock.unlock();
    }
  }

  /** The id of the latest event, or the one before the first. */
  public long lastId() {
    lock.lock();
    try {
      return lastId;
    } finally {
      lock.unlock();
    }
  }
}
