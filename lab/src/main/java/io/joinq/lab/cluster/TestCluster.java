package io.joinq.lab.cluster;

import io.joinq.lab.cluster.Timeline.Who;
import io.joinq.os.FileTree;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The processes and the queue of one run. Closing it, or the end of this JVM by any signal that it
 * can catch, kills all processes and deletes the queue.
 */
public final class TestCluster implements AutoCloseable {
  public static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

  /** Half of what a task of the handler simulate takes. */
  private static final Duration FRESH = Duration.ofMillis(100);

  private static final String SERVER = "io.joinq.server.ServerMain";
  private static final String WORKER = "io.joinq.worker.WorkerMain";

  private final Timeline timeline;
  private final Path folder;
  private final List<Child> children = new ArrayList<>();
  private boolean cleared;
  private final Thread hook = new Thread(this::clear, "demo-end");

  public TestCluster(Timeline timeline) {
    this.timeline = timeline;
    try {
      folder = Files.createTempDirectory("joinq-demo-");
    } catch (IOException e) {
      throw new ClusterException("cannot create a folder for the queue: " + e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public URI queue() {
    return URI.create("chronicle:" + folder.resolve("queue"));
  }

  public RunningServer startServer(List<String> options) throws InterruptedException {
    return startServer(UnaryOperator.identity(), options);
  }

  /**
   * @param jvm changes the command that starts it, such as by a flag
   */
  public RunningServer startServer(UnaryOperator<JavaCommand> jvm, List<String> options)
      throws InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("--queue", queue().toString(), "--port", "0", "--admin-port", "0"));
    arguments.addAll(options);
    timeline.say(Who.DEMO, "starting a server: " + String.join(" ", options));
    RunningServer server =
        RunningServer.await(
            start("server", jvm.apply(JavaCommand.of(SERVER)), arguments), timeline);
    timeline.say(Who.SERVER, "pid %d listens on %s".formatted(server.pid(), server.url()));
    return server;
  }

  public Child startWorker(String... options) throws InterruptedException {
    timeline.say(Who.DEMO, "starting a worker " + String.join(" ", options));
    List<String> arguments = new ArrayList<>(List.of("--queue", queue().toString()));
    arguments.addAll(List.of(options));
    Child worker = start("worker", JavaCommand.of(WORKER), arguments);
    WorkerStatus status =
        awaitWorker(w -> w.pid() == worker.pid())
            .orElseThrow(() -> new ClusterException("the worker does not appear in the queue"));
    timeline.say(Who.WORKER, "worker %d is pid %d".formatted(status.worker(), status.pid()));
    return worker;
  }

  private synchronized Child start(String name, JavaCommand command, List<String> arguments) {
    if (cleared) {
      throw new ClusterException("the demo is ending; no " + name + " is started any more");
    }
    Child child =
        Child.start(
            name,
            command.withArguments(arguments),
            line -> OutputLine.of(name, line).say(timeline));
    children.add(child);
    return child;
  }

  /** The queue as {@code status} shows it: read from its files, asking no process. */
  public QueueStatus look() {
    return QueueAdmin.inspect(queue());
  }

  /** Waits until the queue lists such a worker. */
  public Optional<WorkerStatus> awaitWorker(Predicate<WorkerStatus> wanted)
      throws InterruptedException {
    return Poll.within(START_PATIENCE, () -> worker(wanted));
  }

  /**
   * A worker with a task in hand, stopped so that it still has it when it is killed. The task is a
   * fresh one: near its end it may be done already in all but what the status shows. Empty if none
   * was seen with one in time.
   */
  public Optional<WorkerStatus> stopBusyWorker() throws InterruptedException {
    return Poll.within(
        START_PATIENCE,
        () -> {
          Optional<WorkerStatus> busy = worker(TestCluster::isBegunJustNow);
          if (busy.isEmpty()) {
            return busy;
          }
          long pid = busy.get().pid();
          Signal.STOP.sendTo(pid);
          Optional<WorkerStatus> stopped =
              Poll.within(STOP_PATIENCE, () -> worker(w -> w.pid() == pid && isStopped(w)))
                  .filter(w -> w.task().equals(busy.get().task()))
                  .filter(TestCluster::isBegunJustNow);
          if (stopped.isEmpty()) {
            Signal.CONT.sendTo(pid);
          }
          return stopped;
        });
  }

  private static boolean isBegunJustNow(WorkerStatus worker) {
    return worker.task().isPresent() && worker.taskAge().compareTo(FRESH) < 0;
  }

  private static boolean isStopped(WorkerStatus worker) {
    return worker.state() == WorkerStatus.State.STOPPED;
  }

  private Optional<WorkerStatus> worker(Predicate<WorkerStatus> wanted) {
    return look().workers().stream().filter(wanted).findFirst();
  }

  @Override
  public void close() {
    clear();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private synchronized void clear() {
    cleared = true;
    children.forEach(Child::kill);
    children.clear();
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      timeline.say(Who.DEMO, "could not delete " + folder + ": " + e.getMessage());
    }
  }
}
