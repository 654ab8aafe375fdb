package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A child process that puts tasks, by each method with a timeout, until it is killed or told to
 * end.
 */
final class ChaosProducer {
  private static final int LONGEST_PAUSE_MICROS = 20_000;
  private static final int LONGEST_TIMEOUT_MILLIS = 500;
  private static final int LARGE = 16 << 10;
  private static final int LARGEST = 200 << 10;

  private final ChildSetup setup;
  private final EventLog log;
  private final JoinableQueue queue;
  private final SplittableRandom random;
  private long count;

  ChaosProducer(ChildSetup setup, EventLog log, JoinableQueue queue) {
    this.setup = setup;
    this.log = log;
    this.queue = queue;
    this.random = new SplittableRandom(setup.seed());
  }

  public static void main(String[] arguments) throws Exception {
    ChildLife.live(
        arguments,
        ChildSetup::open,
        (setup, log, queue) -> new ChaosProducer(setup, log, queue)::once);
  }

  /** One task, whatever becomes of it. */
  void once() throws InterruptedException, ExecutionException {
    if (random.nextInt(50) == 0) {
      join();
    }
    Payload payload = next(setup.name() + '.' + count++, random);
    byte[] bytes = payload.toBytes();
    Duration timeout =
        random.nextInt(10) == 0
            ? Duration.ZERO
            : Duration.ofMillis(1 + random.nextInt(LONGEST_TIMEOUT_MILLIS));
    boolean async = random.nextInt(8) == 0;
    log.write(Verb.INTENT, payload.key(), payload.size(), async ? "ASYNC" : "OFFER");
    Clocked call = Clocked.begin(timeout);
    Optional<TaskId> id =
        async ? queue.putAsync(bytes, timeout).get() : queue.offer(bytes, timeout);
    long end = System.nanoTime();
    if (id.isPresent()) {
      log.writeAt(end, Verb.ACCEPTED, payload.key(), id.get().sequence(), call.end());
    } else {
      log.writeAt(end, Verb.REFUSED, payload.key(), call.end());
    }
    TimeUnit.MICROSECONDS.sleep(random.nextInt(LONGEST_PAUSE_MICROS));
  }

  private void join() throws InterruptedException {
    Duration timeout = Duration.ofMillis(1 + random.nextInt(100));
    Clocked call = Clocked.begin(timeout);
    boolean joined = queue.join(timeout).joined();
    long end = System.nanoTime();
    log.writeAt(end, Verb.JOINED, call.end(), joined);
  }

  /** Mostly small, some so large that they go into files of their own; one in a hundred poison. */
  static Payload next(String key, SplittableRandom random) {
    int size = random.nextInt(16) == 0 ? LARGE + random.nextInt(LARGEST - LARGE) : Payload.SMALLEST;
    return new Payload(key, random.nextInt(100) == 0, size);
  }
}
