package io.joinq.diagnosis;

import io.joinq.json.RecentView;
import io.joinq.json.WorkerView;
import io.joinq.queue.Examination;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.WorkerStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Fabricated evidence; to begin with, of a queue with nobody and nothing in it. */
final class Given {
  static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  static final Duration LONG = Duration.ofMillis(12_300);
  static final String PUT_FRAME =
      "io.joinq.queue.chronicle.ChronicleJoinableQueue.put(ChronicleJoinableQueue.java:99)";
  static final String ADDRESS = "127.0.0.1:8002";
  static final Duration TASK_TIMEOUT = Duration.ofMinutes(5);

  private HangThreshold patience = HangThreshold.usual();
  private int capacity = 1;
  private long depthBefore;
  private long depth;
  private long enqueuedBefore = 100;
  private long enqueued = 100;
  private int failedStarts;
  private long completed = 7;
  private boolean paused;
  private boolean shutdown;
  private long freeBytes = 1L << 30;
  private RecentView rejected = RecentView.NONE;
  private RecentView diskFull = RecentView.NONE;
  private final List<String> unreadable = new ArrayList<>();
  private ServerContact server = ServerContact.none(ADDRESS);
  private final List<ProducerStatus> producers = new ArrayList<>();
  private final List<WorkerStatus> workers = new ArrayList<>();
  private final List<ProcessDeath> deaths = new ArrayList<>();
  private final List<TaskStatus> failedDeliveries = new ArrayList<>();
  private final List<ServerReport.Hung> hung = new ArrayList<>();
  private final List<WorkerStack> stacks = new ArrayList<>();

  static Given incident() {
    return new Given()
        .full()
        .loopInside(
            "GET /transcribe?block=true",
            LONG,
            "jdk.internal.misc.Unsafe.park(native)",
            PUT_FRAME,
            "io.joinq.server.put.BlockingPut.put(BlockingPut.java:22)");
  }

  static List<String> causes(DiagnosisView diagnosis) {
    return diagnosis.chain().stream().map(DiagnosisView.Link::cause).toList();
  }

  static List<String> others(DiagnosisView diagnosis) {
    return diagnosis.also().stream().map(DiagnosisView.Other::cause).toList();
  }

  Given capacity(int places) {
    capacity = places;
    return this;
  }

  Given full() {
    return depth(capacity, capacity);
  }

  Given depth(long first, long last) {
    depthBefore = first;
    depth = last;
    return this;
  }

  Given putWithinASecond(long tasks) {
    enqueued = enqueuedBefore + tasks;
    return this;
  }

  /** Of the workers that are given from now on. */
  Given completedByEach(long tasks) {
    completed = tasks;
    return this;
  }

  Given paused() {
    paused = true;
    return this;
  }

  Given shutDown() {
    shutdown = true;
    return this;
  }

  Given freeBytes(long bytes) {
    freeBytes = bytes;
    return this;
  }

  Given worker(int number, WorkerStatus.State state, Duration sinceProgress) {
    boolean busy = !sinceProgress.isZero();
    Optional<TaskId> task = busy ? Optional.of(new TaskId(number)) : Optional.empty();
    workers.add(
        new WorkerStatus(
            number,
            4000 + number,
            state,
            task,
            sinceProgress,
            sinceProgress,
            0,
            false,
            completed,
            true));
    return this;
  }

  /** One that the server started, and has been with its task for so long. */
  Given supervisedWorker(int number, Duration sinceProgress) {
    workers.add(
        new WorkerStatus(
            number,
            4000 + number,
            WorkerStatus.State.BUSY,
            Optional.of(new TaskId(number)),
            sinceProgress,
            sinceProgress,
            0,
            true,
            completed,
            true));
    return this;
  }

  Given patience(Duration time) {
    patience = HangThreshold.of(time);
    return this;
  }

  Given idleWorker(int number) {
    return worker(number, WorkerStatus.State.IDLE, Duration.ZERO);
  }

  Given stack(int number, String... frames) {
    stacks.add(
        new WorkerStack(
            number,
            4000 + number,
            List.of(new Stack("task-thread-1", List.of(frames))),
            List.of(),
            ""));
    return this;
  }

  Given death(int number, long pid, Duration ago, String detail) {
    return death(number, pid, ago, detail, Optional.empty());
  }

  Given death(int number, long pid, Duration ago, String detail, Optional<TaskId> task) {
    deaths.add(new ProcessDeath(pid, OptionalInt.of(number), NOW.minus(ago), detail, task));
    return this;
  }

  Given deathOfProducer(long pid, Duration ago) {
    deaths.add(new ProcessDeath(pid, OptionalInt.empty(), NOW.minus(ago), "", Optional.empty()));
    return this;
  }

  /** That the supervisor found a worker to hang, and kept its threads; before its word. */
  Given foundHung(int number, long pid, TaskId task, String frame) {
    hung.add(
        new ServerReport.Hung(
            number,
            pid,
            task.toString(),
            NOW.minus(LONG).toString(),
            "no progress for 1600 ms",
            "/dumps/worker.txt",
            List.of(frame)));
    return this;
  }

  Given failedStarts(int times) {
    failedStarts = times;
    return this;
  }

  Given stoppedProducer(long pid, Duration since) {
    producers.add(new ProducerStatus(pid, 3, true, true, since));
    return this;
  }

  Given setback(long task, TaskState state, Duration ago, Redelivery.Cause... causes) {
    return setback(task, state, ago, 4000, causes);
  }

  /**
   * @param firstPid of the process of the first delivery; the next one's is one higher
   */
  Given setback(
      long task, TaskState state, Duration ago, long firstPid, Redelivery.Cause... causes) {
    Instant at = NOW.minus(ago);
    List<Redelivery> list =
        IntStream.range(0, causes.length)
            .mapToObj(i -> new Redelivery(i + 1, causes[i], "so", firstPid + i, at))
            .toList();
    Optional<Instant> finished = state == TaskState.DEAD ? Optional.of(at) : Optional.empty();
    failedDeliveries.add(
        new TaskStatus(
            new TaskId(task),
            state,
            causes.length,
            at,
            Optional.of(at),
            finished,
            OptionalInt.empty(),
            list));
    return this;
  }

  Given server(ServerContact contact) {
    server = contact;
    return this;
  }

  Given rejected(long puts, int seconds) {
    rejected = new RecentView(puts, seconds);
    return answering();
  }

  Given refusedForSpace(long puts) {
    diskFull = new RecentView(puts, 1);
    return answering();
  }

  Given unreadable(String line) {
    unreadable.add(line);
    return this;
  }

  Given answering(WorkerView... views) {
    return answering(List.of(), views);
  }

  private Given answering(List<ServerReport.Stalled> stalls, WorkerView... views) {
    return server(
        ServerContact.answering(
            ADDRESS,
            new ServerReport(
                "chronicle:/q",
                3000,
                "blocking",
                rejected,
                diskFull,
                stalls,
                new ServerReport.Lag(0, 0, 0, 0),
                List.of(views),
                TASK_TIMEOUT.toMillis(),
                failedStarts,
                hung,
                List.of("boom"))));
  }

  Given loopInside(String handler, Duration since, String... stack) {
    return answering(
        List.of(
            new ServerReport.Stalled("the event loop", handler, since.toMillis(), List.of(stack))));
  }

  Evidence evidence() {
    boolean full = depthBefore >= capacity && depth >= capacity;
    return new Evidence(
        NOW,
        Duration.ofSeconds(1),
        status(depthBefore, enqueuedBefore),
        new Examination(
            status(depth, enqueued), failedDeliveries, List.of(), freeBytes, 512 << 10, unreadable),
        full,
        server,
        stacks,
        patience);
  }

  DiagnosisView diagnose() {
    return DiagnosisView.of(Diagnosis.of(evidence()));
  }

  private QueueStatus status(long queued, long put) {
    return new QueueStatus(
        URI.create("chronicle:/q"),
        capacity,
        queued,
        0,
        queued,
        paused,
        shutdown,
        put,
        put - queued,
        0,
        0,
        queued == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(3)),
        producers,
        workers,
        deaths);
  }
}
