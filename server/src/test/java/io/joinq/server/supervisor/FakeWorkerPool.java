package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.os.ProcessUsage;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus;
import io.joinq.server.events.Event;
import io.joinq.server.events.EventKind;
import io.joinq.server.events.Events;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** A crew whose time and processes are a test's. */
final class FakeWorkerPool {
  static final Duration TASK_TIMEOUT = Duration.ofSeconds(10);
  static final Duration LEASE_TIMEOUT = Duration.ofSeconds(5);

  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::at).thenComparingLong(Later::order));
  private final List<Fake> started = new ArrayList<>();
  private final Map<Long, String> told = new LinkedHashMap<>();
  private final Events events = new Events(Clock.systemUTC());
  private final SupervisorConfig config;
  private final HangCheck hangs;
  final WorkerPool pool;
  final Map<Long, List<TaskId>> held = new HashMap<>();
  Optional<Exception> startFails = Optional.empty();
  private long now = 1;
  private long order;

  private record Later(long at, long order, Runnable action) {}

  FakeWorkerPool(int workers, int spares) {
    this(new WorkerRange(workers, workers), spares, 3, new RecyclePolicy(0, 0));
  }

  FakeWorkerPool(WorkerRange workers, int spares, int maxRestarts, RecyclePolicy recycling) {
    config =
        new SupervisorConfig(
            workers,
            spares,
            new RestartIntensity(maxRestarts, Duration.ofSeconds(60)),
            recycling,
            TASK_TIMEOUT,
            LEASE_TIMEOUT,
            Path.of("dumps"));
    WorkerPoolEvents crewEvents = new WorkerPoolEvents(events);
    pool =
        new WorkerPool(
            config,
            new WorkerLifecycle.Means(this::launch, new FakeSchedule(), this::ended, crewEvents),
            new RestartPolicy(config.intensity(), () -> 1));
    hangs = new HangCheck(config, pool, crewEvents);
    pool.reconcile();
  }

  /** One whose workers claim, and whose spares do as well if they are told to. */
  static FakeWorkerPool atWork(int workers, int spares) {
    FakeWorkerPool fake = new FakeWorkerPool(workers, spares);
    List.copyOf(fake.started()).forEach(process -> process.opens().claims());
    return fake;
  }

  /** One with a single worker, which claims. */
  static FakeWorkerPool recycling(long afterTasks, long maxRss) {
    FakeWorkerPool fake =
        new FakeWorkerPool(new WorkerRange(1, 1), 0, 3, new RecyclePolicy(afterTasks, maxRss));
    fake.latest().opens().claims();
    return fake;
  }

  private WorkerProcess launch(
      int worker, int restarts, boolean spare, WorkerProcess.Listener listener) throws IOException {
    if (startFails.isPresent()) {
      if (startFails.get() instanceof RuntimeException e) {
        throw e;
      }
      throw new IOException(startFails.get());
    }
    Fake fake = new Fake(worker, started.size() + 101, spare, listener);
    started.add(fake);
    return fake;
  }

  private List<TaskId> ended(long pid, String how) {
    told.put(pid, how);
    return held.containsKey(pid) ? held.remove(pid) : List.of();
  }

  /** All processes that were ever started, in that order. */
  List<Fake> started() {
    return started;
  }

  Fake latest() {
    return started.get(started.size() - 1);
  }

  /** What the queue was told of the end of a process. */
  String told(Fake fake) {
    return told.get(fake.pid());
  }

  List<State> states() {
    return pool.known().stream().map(SupervisedWorker::state).toList();
  }

  long claiming() {
    return states().stream().filter(State.CLAIMING::equals).count();
  }

  List<EventKind> kinds() {
    return events.recent().stream().map(Event::kind).toList();
  }

  Map<String, Object> facts(EventKind kind) {
    List<Event> all = events.recent().stream().filter(e -> e.kind() == kind).toList();
    assertThat(all).as("events " + kind + " among " + kinds()).isNotEmpty();
    return all.get(all.size() - 1).fields();
  }

  /** Lets time pass, and do what is to be done meanwhile. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (!later.isEmpty() && later.peek().at <= end) {
      Later next = later.remove();
      now = next.at;
      next.action.run();
    }
    now = end;
  }

  /** A look at the queue with these workers, and tasks that wait for so long. */
  void look(int depth, Duration oldest, WorkerStatus... workers) {
    Map<Long, ProcessUsage.Of> usage = new HashMap<>();
    started.forEach(
        fake -> usage.put(fake.pid(), new ProcessUsage.Of(null, fake.rss, fake.stopped)));
    QueueStatus status =
        new QueueStatus(
            URI.create("chronicle:fake"),
            8,
            depth,
            0,
            depth,
            false,
            false,
            0,
            0,
            0,
            0,
            depth == 0 ? Optional.empty() : Optional.of(oldest),
            List.of(),
            List.of(workers),
            List.of());
    pool.look(new PoolSnapshot(now, status, usage), hangs);
  }

  private final class FakeSchedule implements Scheduler {
    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void after(Duration delay, Runnable action) {
      later.add(new Later(now + delay.toNanos(), order++, action));
    }
  }

  /** A process that does what the test has it do. */
  static final class Fake implements WorkerProcess {
    private final int number;
    private final long pid;
    private final boolean spare;
    private final Listener listener;
    final List<String> orders = new ArrayList<>();
    boolean stopped;
    boolean dumpsForever;
    long rss;

    Fake(int number, long pid, boolean spare, Listener listener) {
      this.number = number;
      this.pid = pid;
      this.spare = spare;
      this.listener = listener;
    }

    boolean isSpare() {
      return spare;
    }

    /** Opens the queue, and claims if it was told to. */
    Fake opens() {
      listener.opened();
      return this;
    }

    Fake claims() {
      assertThat(orders).contains("claim");
      listener.claims();
      return this;
    }

    void ends(String how) {
      listener.ended(how);
    }

    int number() {
      return number;
    }

    WorkerStatus with(TaskId task, Duration sinceProgress, long completed) {
      return listedAs(number, task, sinceProgress, completed);
    }

    /** As the queue lists it, which gave it another number than the one it was started with. */
    WorkerStatus listedAs(int given, TaskId task, Duration sinceProgress, long completed) {
      return new WorkerStatus(
          given,
          pid,
          task == null ? WorkerStatus.State.IDLE : WorkerStatus.State.BUSY,
          Optional.ofNullable(task),
          sinceProgress,
          sinceProgress,
          0,
          true,
          completed,
          true);
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public void claim() {
      orders.add("claim");
    }

    @Override
    public void hasten() {
      orders.add("haste");
    }

    @Override
    public void finish() {
      orders.add("finish");
    }

    @Override
    public void terminate() {
      orders.add("TERM");
    }

    @Override
    public void kill() {
      orders.add("KILL");
    }

    @Override
    public List<String> lastLines() {
      return List.of("worker: --task-timeout is wrong");
    }

    @Override
    public void dump(Path file, Runnable then) {
      orders.add("dump");
      if (!dumpsForever) {
        then.run();
      }
    }
  }
}
