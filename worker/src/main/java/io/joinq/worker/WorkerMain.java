package io.joinq.worker;

import io.joinq.options.CommandRunner;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.HandlerOptions;
import io.joinq.options.QueueOptions;
import io.joinq.options.UsageException;
import io.joinq.os.ParentDeath;
import io.joinq.os.Signal;
import io.joinq.process.StandardError;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import io.joinq.queue.WorkerStatus;
import io.joinq.worker.handler.TaskHandler;
import io.joinq.worker.handler.TaskHandlers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The worker process. */
@Command(
    name = "worker",
    sortOptions = false,
    description = {
      "Claims tasks from the queue, handles them and keeps their results, until it is told to end.",
      "SIGTERM drains it: running tasks may finish, and go back to the queue if they do not."
    })
public final class WorkerMain implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(WorkerMain.class);

  /** Grace time for running tasks after the supervisor has died. */
  private static final Duration GRACE_OF_ORPHANS = Duration.ofSeconds(1);

  private static final Duration HASTE = Duration.ofMillis(500);
  private static final Duration LONGEST_ORPHAN = Duration.ofSeconds(4);

  private final Drain drain;
  private volatile Runnable finish = () -> {};

  @Mixin private QueueOptions queueOptions;
  @Mixin private HandlerOptions handlerOptions;

  @Option(
      names = "--worker",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of this worker (default: the lowest free one).")
  private int number;

  @Option(
      names = "--grace",
      paramLabel = "D",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "Time for running tasks to finish in a drain (default: ${DEFAULT-VALUE}).")
  private volatile Duration grace;

  @Option(names = "--supervised", hidden = true, description = "Will be restarted when it dies.")
  private boolean supervised;

  @Option(
      names = "--restarts",
      hidden = true,
      defaultValue = "0",
      description = "How often it has been restarted.")
  private int restarts;

  @Option(
      names = "--with-parent",
      hidden = true,
      description = "Stdin is a pipe held by a supervisor; when it closes, the worker drains.")
  private boolean withParent;

  @Option(
      names = "--spare",
      hidden = true,
      description = "Gets ready before it says so, as it has the time; claims when told.")
  private boolean spare;

  private WorkerMain(Drain drain) {
    this.drain = drain;
  }

  public static void main(String[] arguments) {
    StandardError.neverBlock();
    Drain drain = new Drain();
    Runtime.getRuntime().addShutdownHook(new Thread(drain, "drain"));
    int exitCode = ExitCode.FAILED;
    try {
      exitCode = CommandRunner.run(new WorkerMain(drain), arguments);
    } finally {
      drain.over(exitCode);
    }
    System.exit(exitCode);
  }

  /** The variables of its options. */
  public static Set<String> variables() {
    return CommandRunner.variables(new CommandLine(new WorkerMain(new Drain())));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (withParent) {
      // A stopped worker cannot see that its pipe has closed.
      ParentDeath.sends(Signal.CONT);
    }
    // Before all that may take long: an orphan that only starts must not stay either.
    Optional<SupervisorPipe> parent = withParent ? Optional.of(listen()) : Optional.empty();
    QueueConfig config = queueOptions.toConfig();
    WorkerIdentity identity = identity();
    try (TaskHandler handler = TaskHandlers.of(handlerOptions, config.maxPayload());
        JoinableQueue queue = queueOptions.open(identity);
        Worker worker = new Worker(queue, handler, settings(config))) {
      parent.ifPresent(this::getReady);
      if (!parent.map(SupervisorPipe::awaitClaim).orElse(true)) {
        return ExitCode.DONE;
      }
      drain.set(() -> drain(worker));
      finish = worker::finish;
      worker.start();
      // After the first claim, which others wait for; nobody waits for this message.
      parent.ifPresent(supervisor -> supervisor.say(SupervisorPipe.CLAIMING));
      announce(queue, config);
      awaitEnd(worker);
    }
    return ExitCode.DONE;
  }

  private SupervisorPipe listen() {
    PrintStream reports = System.out;
    // What a handler writes there must not come between the words to the supervisor.
    System.setOut(System.err);
    return SupervisorPipe.listen(
        System.in, reports, () -> grace = HASTE, () -> finish.run(), this::endAsOrphan);
  }

  private void awaitEnd(Worker worker) throws InterruptedException {
    try {
      worker.awaitEnd(grace);
    } catch (UninterruptibleHandlerException e) {
      // Closing would wait for that handler, or take from under it what it works with.
      log.error("ends with exit code {}, as a handler does not end", ExitCode.FAILED);
      StandardError.flush();
      Runtime.getRuntime().halt(ExitCode.FAILED);
    }
  }

  /** Says that the queue is open; the order to claim may come then, or have come. */
  private void getReady(SupervisorPipe parent) {
    drain.set(
        () -> {
          parent.cancelClaim();
          return true;
        });
    if (spare) {
      WarmUp.run();
    }
    parent.say(SupervisorPipe.OPENED);
  }

  private void endAsOrphan() {
    if (grace.compareTo(GRACE_OF_ORPHANS) > 0) {
      grace = GRACE_OF_ORPHANS;
    }
    Thread halt = new Thread(WorkerMain::haltLater, "halt");
    halt.setDaemon(true);
    halt.start();
    System.exit(ExitCode.DONE);
  }

  /** Whatever a drain waits for, an orphan does not stay. */
  private static void haltLater() {
    try {
      TimeUnit.MILLISECONDS.sleep(LONGEST_ORPHAN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    StandardError.flush();
    Runtime.getRuntime().halt(ExitCode.FAILED);
  }

  private WorkerIdentity identity() {
    if (number < 0) {
      throw new UsageException(
          "--worker must be at least 1, or 0 for the lowest free number, not " + number);
    }
    if (restarts < 0) {
      throw new UsageException("--restarts must be at least 0, not " + restarts);
    }
    return new WorkerIdentity(number, supervised, restarts, withParent);
  }

  private WorkerSettings settings(QueueConfig config) {
    return new WorkerSettings(
        handlerOptions.threads(), handlerOptions.taskTimeout(), config.leaseTimeout());
  }

  private void announce(JoinableQueue queue, QueueConfig config) {
    long pid = ProcessHandle.current().pid();
    int given =
        queue.admin().status().workers().stream()
            .filter(worker -> worker.pid() == pid)
            .mapToInt(WorkerStatus::worker)
            .findFirst()
            .orElse(number);
    log.info(
        "worker {} started: pid {}, queue {}, handler {}, threads {}",
        given,
        pid,
        config.url(),
        handlerOptions.exec().orElse(handlerOptions.handler().toString()),
        handlerOptions.threads());
  }

  private boolean drain(Worker worker) throws InterruptedException {
    log.info("draining, {} ms of grace", grace.toMillis());
    boolean ended = worker.drain(grace);
    log.info("drained{}", ended ? "" : "; abandoned a handler that did not stop");
    return ended;
  }
}
