package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.Verb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All log entries about one task. */
final class TaskHistory {
  private final long id;
  private final Set<String> keys = new LinkedHashSet<>();
  private final Map<Long, Delivery> deliveries = new TreeMap<>();
  private long acceptedAt = Long.MAX_VALUE;

  TaskHistory(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  void accepted(String key, long nanos) {
    keys.add(key);
    acceptedAt = nanos;
  }

  /** What was put under this id, as far as anybody knows; one, if all is well. */
  Set<String> keys() {
    return keys;
  }

  /** When its put is known to have returned; for ever later if that is not known. */
  long acceptedAt() {
    return acceptedAt;
  }

  void claimed(Claim claim) {
    keys.add(claim.key());
    delivery(claim.token()).claims.add(claim);
  }

  Delivery delivery(long token) {
    return deliveries.computeIfAbsent(token, Delivery::new);
  }

  /** All that were written down, in their order. */
  List<Delivery> deliveries() {
    return List.copyOf(deliveries.values());
  }

  /**
   * How a worker got a delivery.
   *
   * @param start of the call that got it
   * @param causes what the queue had recorded then, as ATTEMPT:CAUSE:PID with commas between
   */
  record Claim(
      long pid,
      String key,
      long token,
      int attempt,
      long start,
      long end,
      boolean intact,
      String causes) {
    private static final String NONE = "-";

    /** Also a claimer who was killed before his delivery has left a cause, but used no attempt. */
    boolean isFirst() {
      return attempt == 1 && causes.equals(NONE);
    }
  }

  /** An attempt to end a delivery. The outcome is null if the worker was killed before it knew. */
  static final class End {
    private final ChaosWorker.Way way;
    private final long pid;
    private final long begun;
    private Verb outcome;

    End(ChaosWorker.Way way, long pid, long begun) {
      this.way = way;
      this.pid = pid;
      this.begun = begun;
    }

    ChaosWorker.Way way() {
      return way;
    }

    long begun() {
      return begun;
    }

    boolean isAccepted() {
      return outcome == Verb.ENDED;
    }

    boolean isInDoubt() {
      return outcome == null;
    }

    @Override
    public String toString() {
      return way + " by pid " + pid + (outcome == null ? " cut off" : " " + outcome);
    }
  }

  /** One delivery; its token tells it from the others of its task. */
  static final class Delivery {
    private final long token;
    private final List<Claim> claims = new ArrayList<>(1);
    private final List<End> ends = new ArrayList<>(1);

    Delivery(long token) {
      this.token = token;
    }

    long token() {
      return token;
    }

    /** One, if all is well. */
    List<Claim> claims() {
      return claims;
    }

    List<End> ends() {
      return ends;
    }

    void ending(End end) {
      ends.add(end);
    }

    void outcome(Verb verb) {
      ends.get(ends.size() - 1).outcome = verb;
    }

    boolean may(ChaosWorker.Way way) {
      return ends.stream().anyMatch(end -> end.way == way && end.outcome != Verb.REJECTED);
    }

    @Override
    public String toString() {
      String claimed =
          claims.isEmpty()
              ? "?"
              : "attempt " + claims.get(0).attempt() + " by pid " + claims.get(0).pid();
      return "token " + token + " " + claimed + " " + ends;
    }
  }

  /** When it was first given to somebody at the earliest; for ever later if that is not known. */
  long claimedAtTheEarliest() {
    return deliveries.values().stream()
        .flatMap(delivery -> delivery.claims().stream())
        .min(Comparator.comparingLong(Claim::token))
        .map(claim -> claim.isFirst() ? claim.start() : Long.MIN_VALUE)
        .orElse(Long.MIN_VALUE);
  }

  @Override
  public String toString() {
    return "task-" + id + " " + keys + " " + deliveries.values();
  }
}
