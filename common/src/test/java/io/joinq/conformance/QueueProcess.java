package io.joinq.conformance;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.QueueConfig;
import io.joinq.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Another process that uses a queue as it is told. A call is sent at once and may be awaited later;
 * calls that are under way do not hold up others.
 */
final class QueueProcess implements AutoCloseable {
  private static final AtomicInteger TAGS = new AtomicInteger();

  private static boolean inPidNamespaces;

  private final ChildJvm child;
  private final boolean inPidNamespace;

  private QueueProcess(ChildJvm child, boolean inPidNamespace) {
    this.child = child;
    this.inPidNamespace = inPidNamespace;
  }

  /** Whether processes that are started from now on get pid namespaces of their own. */
  static void inPidNamespaces(boolean each) {
    inPidNamespaces = each;
  }

  /** Starts a process; does not wait until it is ready, so that several start at a time. */
  static QueueProcess start() {
    return start(Map.of());
  }

  static QueueProcess start(Map<String, String> properties) {
    JavaCommand command = command(properties);
    return new QueueProcess(
        inPidNamespaces ? ChildJvm.startInPidNamespace(command) : ChildJvm.start(command),
        inPidNamespaces);
  }

  /** The command of such a process, tuned to start soon rather than to run fast. */
  static JavaCommand command(Map<String, String> properties) {
    JavaCommand command =
        JavaCommand.of(QueueChild.class.getName())
            .withFlag("-XX:TieredStopAtLevel=1")
            .withFlag("-XX:+UseSerialGC")
            .withFlag("-Xmx256m");
    for (Map.Entry<String, String> property : properties.entrySet()) {
      command = command.withProperty(property.getKey(), property.getValue());
    }
    return command;
  }

  QueueProcess open(QueueConfig config) {
    ask("open " + String.join(" ", QueueChild.words(config))).requireOk();
    return this;
  }

  /** Sends a command, as {@link QueueVerbs} has them. */
  Call send(String command) {
    String tag = "#" + TAGS.incrementAndGet();
    child.send(tag + " " + command);
    return new Call(child, tag + " ", command);
  }

  /** Sends a command and awaits its answer. */
  Answer ask(String command) {
    return send(command).await();
  }

  void signal(Signal signal) {
    child.signal(signal);
  }

  /** Kills the process with SIGKILL and waits until it is gone. */
  void kill() {
    child.signal(Signal.KILL);
    child.awaitExit();
  }

  void awaitKilled() {
    int exit = child.awaitExit();
    if (exit != 128 + 9) {
      throw new AssertionError("was not killed but ended with " + exit + ": " + child);
    }
  }

  void awaitExit() {
    child.awaitExit();
  }

  void awaitLine(String text) {
    child.awaitLine(text);
  }

  /** How many lines with this text the process has written so far. */
  long countLines(String text) {
    return child.stdout().stream().filter(line -> line.contains(text)).count();
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Its pid as it knows it itself. */
  long pid() {
    return inPidNamespace ? 2 : child.pid();
  }

  @Override
  public void close() {
    child.close();
  }

  @Override
  public String toString() {
    return child.toString();
  }

  /** A command under way. */
  record Call(ChildJvm child, String tag, String command) {
    Answer await() {
      String[] words = child.awaitLine(tag).split(" ", -1);
      Duration took = Duration.ofNanos(Long.parseLong(words[1]) * 1_000);
      return new Answer(command, words[2], List.of(words).subList(3, words.length), took);
    }

    boolean isAnswered() {
      return child.stdout().stream().anyMatch(line -> line.startsWith(tag));
    }
  }

  /**
   * What came of a command.
   *
   * @param took as the process itself measured it
   */
  record Answer(String command, String verdict, List<String> words, Duration took) {
    Answer requireOk() {
      if (!verdict.equals("ok")) {
        throw new AssertionError(this.toString());
      }
      return this;
    }

    void requireNone() {
      if (!isNone()) {
        throw new AssertionError(this.toString());
      }
    }

    boolean isNone() {
      return verdict.equals("none");
    }

    /** The simple name of what the command threw. */
    Optional<String> threw() {
      return verdict.equals("threw") ? Optional.of(words.get(0)) : Optional.empty();
    }

    /** One word of an answer that is ok. */
    String word(int index) {
      return requireOk().words.get(index);
    }

    @Override
    public String toString() {
      return "'" + command + "' -> " + verdict + " " + words + " after " + took;
    }
  }
}
