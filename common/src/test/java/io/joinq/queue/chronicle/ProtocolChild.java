package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerIdentity;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * A process that does with a queue what its arguments say, one after the other, and says on stdout
 * what it has done. Arguments: URL, lease time in ms, max attempts, then commands: {@code put},
 * {@code put-large}, {@code take}, {@code done}, {@code done-result}, {@code retry}, {@code
 * release}, {@code cancel} (the last task that was put), {@code report} (a death that is awaited),
 * {@code wait} (for a line on stdin), {@code close}. After the last command it waits for its end.
 */
public final class ProtocolChild {
  private static final int LARGE = 64 << 10;
  private static final byte[] RESULT = "result".getBytes(UTF_8);

  /** Long enough for a task that is there, not for one that others have taken. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final JoinableQueue queue;
  private TaskId lastPut;
  private final Deque<Lease> leases = new ArrayDeque<>();
  private final BufferedReader stdin = new BufferedReader(new InputStreamReader(System.in, UTF_8));

  private ProtocolChild(JoinableQueue queue) {
    this.queue = queue;
  }

  public static void main(String[] args) throws Exception {
    say("opening");
    QueueConfig config =
        QueueConfig.of(args[0])
            .withLeaseTimeout(Duration.ofMillis(Long.parseLong(args[1])))
            .withMaxAttempts(Integer.parseInt(args[2]))
            .withSync(Boolean.getBoolean("joinq.sync"));
    if (Boolean.getBoolean("joinq.worker")) {
      config = config.withWorker(WorkerIdentity.BY_HAND);
    }
    ProtocolChild child = new ProtocolChild(JoinableQueue.open(config));
    say("open");
    for (String command : List.of(args).subList(3, args.length)) {
      child.run(command);
    }
    say("finished");
    child.await();
  }

  private static void say(String what) {
    System.out.println(what);
    System.out.flush();
  }

  private void run(String command) throws Exception {
    switch (command) {
      case "put" -> put("small".getBytes(UTF_8));
      case "put-large" -> put(new byte[LARGE]);
      case "take" -> {
        Optional<Lease> lease = queue.poll(PATIENCE);
        lease.ifPresent(leases::add);
        say("took " + lease.map(Lease::taskId));
      }
      case "done" -> end("done", queue::taskDone);
      case "done-result" -> end("done", lease -> queue.taskDone(lease, RESULT));
      case "retry" -> end("returned", lease -> lease.retry("told to"));
      case "release" -> end("returned", Lease::release);
      case "cancel" -> cancel();
      case "report" -> report();
      case "wait" -> await();
      case "close" -> {
        queue.close();
        say("closed");
      }
      default -> throw new IllegalArgumentException(command);
    }
  }

  private void put(byte[] payload) throws InterruptedException {
    try {
      lastPut = queue.put(payload);
      say("put " + lastPut);
    } catch (FailPoint.InjectedFault e) {
      say("failed");
    }
  }

  private void cancel() {
    if (queue.admin().cancel(lastPut)) {
      say("cancelled " + lastPut);
    }
  }

  private void report() {
    List<ProcessDeath> deaths =
        Awaitility.await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(ChildJvm.PATIENCE)
            .until(() -> queue.admin().status().deaths(), found -> !found.isEmpty());
    queue.admin().reportDeath(deaths.get(0).pid(), "killed by SIGKILL");
    say("reported");
  }

  /** Ends the oldest delivery, unless others have taken everything before. */
  private void end(String word, Consumer<Lease> ending) {
    Lease lease = leases.poll();
    if (lease != null) {
      ending.accept(lease);
      say(word + " " + lease.taskId());
    }
  }

  private void await() throws IOException {
    say("waiting");
    stdin.readLine();
  }
}
