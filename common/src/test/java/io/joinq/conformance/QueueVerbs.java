package io.joinq.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** What a child process can be told to do with a queue. Payloads are words without spaces. */
final class QueueVerbs {
  /** A worker that takes this ends. */
  static final String STOP = "stop";

  private final Map<String, Lease> leases = new ConcurrentHashMap<>();
  private volatile JoinableQueue queue;

  /** Carries out one command; returns the answer without its tag. */
  String obey(String verb, List<String> words) throws Exception {
    return switch (verb) {
      case "open", "close", "shutdown", "shutdownNow", "pause", "resume" -> manage(verb, words);
      case "put", "offer", "putAsync", "putLarge", "putAndHalt", "putForever" -> put(verb, words);
      case "take", "poll" -> lease(verb, words);
      case "done", "doneWith", "release", "retry", "fail", "renew" -> end(verb, words);
      case "join", "state", "live", "result", "cancel" -> look(verb, words);
      case "work" -> work(Long.parseLong(words.get(0)));
      case "overlap" -> overlap(Integer.parseInt(words.get(0)));
      case "exchange" -> new Exchange(queue, words).run();
      default -> throw new IllegalArgumentException("no verb " + verb);
    };
  }

  private String manage(String verb, List<String> words) {
    switch (verb) {
      case "open" -> queue = JoinableQueue.open(QueueChild.config(words));
      case "close" -> {
        leases.clear();
        queue.close();
      }
      case "shutdown" -> queue.shutdown();
      case "shutdownNow" -> queue.shutdownNow();
      case "pause" -> queue.admin().pause();
      default -> queue.admin().resume();
    }
    return "ok";
  }

  private String put(String verb, List<String> words) throws Exception {
    byte[] payload = words.get(0).getBytes(UTF_8);
    return switch (verb) {
      case "put" -> "ok " + queue.put(payload);
      case "offer" ->
          of(words.size() == 1 ? queue.offer(payload) : queue.offer(payload, millis(words, 1)));
      case "putAsync" -> "ok " + queue.putAsync(payload).get();
      case "putLarge" ->
          of(queue.offer(new byte[Integer.parseInt(words.get(0))], millis(words, 1)));
      case "putAndHalt" -> {
        queue.put(payload);
        Runtime.getRuntime().halt(0);
        yield "unreachable";
      }
      default -> putForever(Integer.parseInt(words.get(0)));
    };
  }

  private static String of(Optional<TaskId> id) {
    return id.map(i -> "ok " + i).orElse("none");
  }

  private String putForever(int bytes) throws InterruptedException {
    while (true) {
      TaskId id = queue.put(new byte[bytes]);
      System.out.println("accepted " + id);
    }
  }

  private String lease(String verb, List<String> words) throws InterruptedException {
    Optional<Lease> lease;
    if (verb.equals("take")) {
      lease = Optional.of(queue.take());
    } else {
      lease = words.isEmpty() ? queue.poll() : queue.poll(millis(words, 0));
    }
    return lease.map(this::keep).orElse("none");
  }

  private String keep(Lease lease) {
    leases.put(lease.taskId().toString(), lease);
    byte[] payload = lease.payload();
    String text = payload.length > 100 ? payload.length + "-bytes" : new String(payload, UTF_8);
    return "ok " + lease.taskId() + " " + text + " " + lease.attempts();
  }

  private String end(String verb, List<String> words) {
    Lease lease = leases.get(words.get(0));
    switch (verb) {
      case "done" -> queue.taskDone(lease);
      case "doneWith" -> queue.taskDone(lease, new byte[Integer.parseInt(words.get(1))]);
      case "release" -> lease.release();
      case "retry" -> lease.retry("told to");
      case "fail" -> lease.fail("told to");
      default -> {
        return "ok " + lease.renew();
      }
    }
    return "ok";
  }

  private String look(String verb, List<String> words) throws InterruptedException {
    return switch (verb) {
      case "join" -> join(words);
      case "cancel" -> "ok " + queue.admin().cancel(TaskId.parse(words.get(0)));
      case "live" -> "ok " + queue.admin().hasLiveConsumer();
      case "result" ->
          queue
              .admin()
              .result(TaskId.parse(words.get(0)))
              .map(r -> "ok " + r.length)
              .orElse("none");
      default ->
          new StringJoiner(" ", "ok ", "")
              .add(Long.toString(queue.depth()))
              .add(Long.toString(queue.unfinished()))
              .add(Boolean.toString(queue.isEmpty()))
              .add(Boolean.toString(queue.isFull()))
              .toString();
    };
  }

  private String join(List<String> words) throws InterruptedException {
    if (words.isEmpty()) {
      queue.join();
      return "ok true 0";
    }
    JoinResult result = queue.join(millis(words, 0));
    return "ok " + result.joined() + " " + result.unfinished();
  }

  /** Takes numbers, each worth so many milliseconds, until {@link #STOP}; answers their sum. */
  private String work(long millisEach) throws InterruptedException {
    long sum = 0;
    int count = 0;
    while (true) {
      Lease lease = queue.take();
      String text = new String(lease.payload(), UTF_8);
      if (!text.equals(STOP)) {
        pretend(millisEach);
        sum += Long.parseLong(text);
        count++;
      }
      queue.taskDone(lease);
      if (text.equals(STOP)) {
        return "ok " + count + " " + sum;
      }
    }
  }

  private static void pretend(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /**
   * Puts a task before it finishes the last one, for so long: at no moment is nothing unfinished.
   */
  private String overlap(int millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000L;
    queue.put("0".getBytes(UTF_8));
    Lease held = queue.take();
    int rounds = 0;
    for (; System.nanoTime() < end; rounds++) {
      queue.put("0".getBytes(UTF_8));
      Lease next = queue.take();
      queue.taskDone(held);
      held = next;
    }
    queue.taskDone(held);
    return "ok " + rounds;
  }

  private static Duration millis(List<String> words, int at) {
    return Duration.ofMillis(Long.parseLong(words.get(at)));
  }
}
