package io.joinq.lab.chaos;

import io.joinq.lab.chaos.ChaosWorker.Way;
import io.joinq.lab.chaos.TaskHistory.Claim;
import io.joinq.lab.chaos.TaskHistory.End;
import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The logs of all processes of a run. */
final class Evidence {
  /** The exit code of a process that SIGKILL ended. */
  static final int KILLED_EXIT = 137;

  private final Map<Long, TaskHistory> tasks = new TreeMap<>();
  private final Map<String, Set<Long>> idsOfKeys = new HashMap<>();
  private final Set<String> intents = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> accepted = new HashSet<>();
  private final Set<Long> ended = new HashSet<>();
  private final Set<Long> killable = new HashSet<>();
  private final Set<Long> killed = new HashSet<>();
  private final TreeSet<Long> acceptances = new TreeSet<>();
  private final Joins joins = new Joins();
  private final Calls calls = new Calls();

  /** Reads the logs of a run; a last line that is not whole is left out. */
  static Evidence read(Path logs) throws IOException {
    Evidence evidence = new Evidence();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(logs, "*" + EventLog.SUFFIX)) {
      for (Path file : files) {
        evidence.readFile(file);
      }
    }
    return evidence;
  }

  private void readFile(Path file) throws IOException {
    String name = file.getFileName().toString();
    Source source = new Source(name.substring(0, name.length() - EventLog.SUFFIX.length()));
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      String last = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (last != null) {
          source.add(last);
        }
        last = line;
      }
      if (last != null && endsWithNewline(file)) {
        source.add(last);
      }
    }
  }

  private static boolean endsWithNewline(Path file) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      var last = java.nio.ByteBuffer.allocate(1);
      channel.position(channel.size() - 1).read(last);
      return last.get(0) == '\n';
    }
  }

  /** The log of one process, read line by line. */
  Source source(String name) {
    return new Source(name);
  }

  Map<Long, TaskHistory> tasks() {
    return tasks;
  }

  /** Every id under which a key was accepted or delivered. */
  Map<String, Set<Long>> idsOfKeys() {
    return idsOfKeys;
  }

  Set<String> intents() {
    return intents;
  }

  Set<String> refused() {
    return refused;
  }

  Set<String> accepted() {
    return accepted;
  }

  /** Whether this process was seen to end. */
  boolean hasEnded(long pid) {
    return ended.contains(pid);
  }

  /** Processes that were killed though nobody of the run did it, or had told them to. */
  Set<Long> killedByOthers() {
    Set<Long> others = new HashSet<>(killed);
    others.removeAll(killable);
    return others;
  }

  Calls calls() {
    return calls;
  }

  Joins joins() {
    return joins;
  }

  /** The longest time from one accepted put to the next, whoever's they are. */
  long longestStandstill() {
    long longest = 0;
    long last = acceptances.isEmpty() ? 0 : acceptances.first();
    for (long nanos : acceptances) {
      longest = Math.max(longest, nanos - last);
      last = nanos;
    }
    return longest;
  }

  private TaskHistory task(long id) {
    return tasks.computeIfAbsent(id, TaskHistory::new);
  }

  /** The log of one process. */
  final class Source {
    private final String name;
    private long pid;

    private Source(String name) {
      this.name = name;
    }

    void add(String line) {
      String[] words = line.split(" ", -1);
      long nanos = Long.parseLong(words[0]);
      Verb verb = Verb.valueOf(words[1]);
      switch (verb) {
        case STARTED -> pid = number(words, 2);
        case OPENED, FINISHED -> {
          // For whoever reads the log.
        }
        case INTENT -> intents.add(words[2]);
        case ACCEPTED -> accepted(words, nanos);
        case REFUSED -> {
          refused.add(words[2]);
          call(verb, words, 3, nanos);
        }
        case CLAIMED -> claimed(words, nanos);
        case EMPTY -> call(verb, words, 2, nanos);
        case ENDING -> delivery(words).ending(new End(Way.valueOf(words[4]), pid, nanos));
        case ENDED, REJECTED -> delivery(words).outcome(verb);
        case JOINED -> {
          call(verb, words, 2, nanos);
          if (Boolean.parseBoolean(words[5])) {
            joins.add(name, number(words, 2), nanos);
          }
        }
        case GAP -> calls.gap(pid, number(words, 2), nanos);
        case STOPPED -> calls.stopped(number(words, 2), number(words, 3));
        case CONTINUED -> calls.continued(number(words, 2), nanos);
        case KILLED -> killable.add(number(words, 2));
        case ARMED -> {
          if (words[3].contains("KILL")) {
            killable.add(number(words, 2));
          }
        }
        case EXITED -> exited(number(words, 2), (int) number(words, 3), nanos);
      }
    }

    private void accepted(String[] words, long nanos) {
      String key = words[2];
      long id = number(words, 3);
      accepted.add(key);
      acceptances.add(nanos);
      task(id).accepted(key, nanos);
      idsOfKeys.computeIfAbsent(key, k -> new HashSet<>(1)).add(id);
      call(Verb.ACCEPTED, words, 4, nanos);
    }

    private void claimed(String[] words, long nanos) {
      long id = number(words, 2);
      Claim claim =
          new Claim(
              pid,
              words[3],
              number(words, 4),
              (int) number(words, 5),
              number(words, 6),
              nanos,
              Boolean.parseBoolean(words[9]),
              words[10]);
      task(id).claimed(claim);
      idsOfKeys.computeIfAbsent(claim.key(), k -> new HashSet<>(1)).add(id);
      call(Verb.CLAIMED, words, 6, nanos);
    }

    private TaskHistory.Delivery delivery(String[] words) {
      return task(number(words, 2)).delivery(number(words, 3));
    }

    private void call(Verb verb, String[] words, int at, long end) {
      calls.add(
          new Calls.Call(
              name,
              pid,
              verb,
              new Calls.Span(number(words, at), end),
              number(words, at + 1),
              number(words, at + 2)));
    }

    private void exited(long exitedPid, int code, long nanos) {
      ended.add(exitedPid);
      calls.continued(exitedPid, nanos);
      if (code == KILLED_EXIT) {
        killed.add(exitedPid);
      }
    }

    private static long number(String[] words, int at) {
      return Long.parseLong(words[at]);
    }
  }
}
