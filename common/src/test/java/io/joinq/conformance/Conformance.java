package io.joinq.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the tests of every engine have in common: new queues, and other processes that use them.
 *
 * <p>Processes that a test leaves alive serve later tests, because starting one is what takes time.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class Conformance {
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(200);

  private static final Deque<QueueProcess> IDLE = new ArrayDeque<>();

  private final List<JoinableQueue> handles = new ArrayList<>();
  private final List<QueueProcess> warm = new ArrayList<>();
  private final List<QueueProcess> special = new ArrayList<>();

  /** For the engines' subclasses. */
  protected Conformance() {}

  /**
   * Has other processes share the folder of the queue and nothing else, as containers do. To be
   * called before the first test of a class, and after its last one with false.
   */
  protected static void inContainers(boolean each) {
    IDLE.forEach(QueueProcess::close);
    IDLE.clear();
    QueueProcess.inPidNamespaces(each);
  }

  /** How to open a queue that nobody has opened yet. */
  protected abstract QueueConfig newQueue(int capacity);

  final JoinableQueue open(QueueConfig config) {
    JoinableQueue queue = JoinableQueue.open(config);
    handles.add(queue);
    return queue;
  }

  /** A process that has the queue open. */
  final QueueProcess process(QueueConfig config) {
    return process().open(config);
  }

  /** Processes that have the queue open. */
  final List<QueueProcess> processes(int count, QueueConfig config) {
    List<QueueProcess> processes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      processes.add(process());
    }
    processes.forEach(process -> process.open(config));
    return processes;
  }

  /** A process that has no queue open yet, and may not be ready yet. */
  final QueueProcess process() {
    QueueProcess process = IDLE.isEmpty() ? QueueProcess.start() : IDLE.pop();
    warm.add(process);
    return process;
  }

  /** A process with system properties, without a queue. */
  final QueueProcess processWith(Map<String, String> properties) {
    QueueProcess process = QueueProcess.start(properties);
    special.add(process);
    return process;
  }

  @AfterEach
  final void closeEverything() {
    special.forEach(QueueProcess::close);
    for (QueueProcess process : warm) {
      if (process.isAlive() && process.ask("close").threw().isEmpty()) {
        IDLE.push(process);
      } else {
        process.close();
      }
    }
    handles.forEach(JoinableQueue::close);
    warm.clear();
    special.clear();
    handles.clear();
  }

  static byte[] bytes(Object text) {
    return text.toString().getBytes(UTF_8);
  }

  static String text(Lease lease) {
    return new String(lease.payload(), UTF_8);
  }

  /** Takes a task that must be there, says that it is done, and returns its text. */
  static String finishNext(JoinableQueue queue) throws InterruptedException {
    Optional<Lease> lease = queue.poll(LONG);
    queue.taskDone(lease.orElseThrow(() -> new AssertionError("nothing to take")));
    return text(lease.get());
  }
}
