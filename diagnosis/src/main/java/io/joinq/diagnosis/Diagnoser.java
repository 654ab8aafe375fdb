package io.joinq.diagnosis;

import io.joinq.queue.Examination;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches a queue for a moment, gathers evidence and applies the rules. Thread-safe. */
public final class Diagnoser {
  public static final Duration WINDOW = Duration.ofSeconds(1);
  private static final int LOOKS = 5;

  private final URI queue;
  private final ServerSource server;
  private final Duration window;
  private final HangThreshold patience;
  private final WorkerStacks stacks;

  /**
   * @param window how long to watch the queue
   * @param patience with tasks that make no progress
   */
  public Diagnoser(URI queue, ServerSource server, Duration window, HangThreshold patience) {
    this(queue, server, window, patience, new JcmdStacks());
  }

  Diagnoser(
      URI queue,
      ServerSource server,
      Duration window,
      HangThreshold patience,
      WorkerStacks stacks) {
    this.queue = queue;
    this.server = server;
    this.window = window;
    this.patience = patience;
    this.stacks = stacks;
  }

  /**
   * Blocks for the window, and up to some seconds more where processes do not answer.
   *
   * @throws io.joinq.queue.QueueOpenException if there is no readable queue
   */
  public DiagnosisView diagnose() throws InterruptedException {
    return DiagnosisView.of(Diagnosis.of(gather()));
  }

  private Evidence gather() throws InterruptedException {
    long startNanos = System.nanoTime();
    QueueStatus before = QueueAdmin.inspect(queue);
    boolean full = isFull(before);
    for (int look = 2; look < LOOKS; look++) {
      pause();
      full &= isFull(QueueAdmin.inspect(queue));
    }
    pause();
    Examination after = QueueAdmin.examine(queue);
    full &= isFull(after.status());
    Duration watched = Duration.ofNanos(System.nanoTime() - startNanos);
    Instant at = Instant.now();
    ServerContact contact = server.ask(after.processes());
    Evidence evidence =
        new Evidence(at, watched, before, after, full, contact, List.of(), patience);
    return evidence.with(stacksOf(evidence));
  }

  private void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(window.toNanos() / (LOOKS - 1));
  }

  private static boolean isFull(QueueStatus status) {
    return status.depth() >= status.capacity();
  }

  private List<WorkerStack> stacksOf(Evidence evidence) throws InterruptedException {
    List<WorkerStack> read = new ArrayList<>();
    for (WorkerStatus worker : WorkerRules.worthAStack(evidence)) {
      read.add(stacks.read(worker));
    }
    return read;
  }
}
