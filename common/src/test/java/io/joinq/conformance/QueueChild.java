package io.joinq.conformance;

import io.joinq.queue.QueueConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The child's side of {@link QueueProcess}: reads commands from stdin, a line each, and carries out
 * each in a thread of its own. Ends when stdin does.
 *
 * <pre>
 * command: TAG VERB ARGUMENTS...
 * answer:  TAG MICROS ok WORDS...  |  TAG MICROS none  |  TAG MICROS threw TYPE
 * </pre>
 */
final class QueueChild {
  private QueueChild() {}

  public static void main(String[] args) throws IOException {
    QueueVerbs verbs = new QueueVerbs();
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> words = List.of(line.split(" ", -1));
      Thread thread = new Thread(() -> obey(verbs, words), line);
      thread.setDaemon(true);
      thread.start();
    }
    Runtime.getRuntime().halt(0);
  }

  private static void obey(QueueVerbs verbs, List<String> words) {
    long start = System.nanoTime();
    String answer;
    try {
      answer = verbs.obey(words.get(1), words.subList(2, words.size()));
    } catch (Exception | Error e) {
      answer = "threw " + e.getClass().getSimpleName();
      System.err.println(words + " threw " + e);
      Arrays.stream(e.getStackTrace()).limit(8).forEach(f -> System.err.println("  at " + f));
    }
    long micros = (System.nanoTime() - start) / 1_000;
    System.out.println(words.get(0) + " " + micros + " " + answer);
  }

  /** What {@link #config} reads. */
  static List<String> words(QueueConfig config) {
    return List.of(
        config.url().toString(),
        Integer.toString(config.capacity().orElse(0)),
        Long.toString(config.leaseTimeout().toMillis()),
        Integer.toString(config.maxAttempts()),
        Long.toString(config.maxPayload()));
  }

  static QueueConfig config(List<String> words) {
    QueueConfig config =
        QueueConfig.of(words.get(0))
            .withLeaseTimeout(Duration.ofMillis(Long.parseLong(words.get(2))))
            .withMaxAttempts(Integer.parseInt(words.get(3)))
            .withMaxPayload(Long.parseLong(words.get(4)));
    OptionalInt capacity = OptionalInt.of(Integer.parseInt(words.get(1)));
    return capacity.getAsInt() == 0 ? config : config.withCapacity(capacity.getAsInt());
  }
}
