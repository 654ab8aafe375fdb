package io.joinq.lab.load;

import io.joinq.lab.stats.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The answers that the clients of a swarm received. Thread-safe. */
final class Counters {
  private static final Pattern TASK = Pattern.compile("\"task_id\":\"([^\"]+)\"");
  private static final Pattern TYPE = Pattern.compile("\"type\":\"([^\"]+)\"");
  private static final int MOST_COMPLAINTS = 5;

  /** What a put may be answered while the queue is full and its worker may be gone. */
  static final Set<String> OF_PUTS = Set.of("accepted", "queue-full", "queue-busy", "no-consumer");

  private final Latencies latencies = new Latencies();
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final List<String> accepted = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private int open;
  private int serverErrors;
  private int failures;

  synchronized void sent() {
    open++;
  }

  synchronized void answered(ResponseParser.Response response, long nanos) {
    open--;
    latencies.add(nanos);
    Matcher task = TASK.matcher(response.body());
    boolean isAccepted = response.status() < 300 && task.find();
    if (isAccepted) {
      accepted.add(task.group(1));
    }
    kinds.merge(isAccepted ? "accepted" : kind(response), 1, Integer::sum);
    if (response.status() >= 500 && response.status() != 503) {
      serverErrors++;
      complain(response.status() + " " + response.body());
    }
  }

  private static String kind(ResponseParser.Response response) {
    Matcher type = TYPE.matcher(response.body());
    return type.find() ? type.group(1) : "status " + response.status();
  }

  /** A connection failed; whatever was asked on it gets no answer. */
  synchronized void fail(String why) {
    open--;
    failures++;
    complain(why);
  }

  private void complain(String what) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(what);
    }
  }

  /** Requests whose answer is outstanding. */
  synchronized int open() {
    return open;
  }

  synchronized int answered() {
    return latencies.count();
  }

  synchronized int serverErrors() {
    return serverErrors;
  }

  synchronized int failures() {
    return failures;
  }

  /** Kinds of answers that came and are not among these. */
  synchronized Set<String> unexpected(Set<String> expected) {
    Set<String> others = new TreeSet<>(kinds.keySet());
    others.removeAll(expected);
    return others;
  }

  synchronized int count(String kind) {
    return kinds.getOrDefault(kind, 0);
  }

  synchronized List<String> accepted() {
    return List.copyOf(accepted);
  }

  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  synchronized double p99() {
    return latencies.p99();
  }

  /** {@code 40 accepted, 25 no-consumer}: each kind of answer that came. */
  @Override
  public synchronized String toString() {
    return kinds.entrySet().stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }
}
