package io.joinq.server.supervisor;

import io.joinq.os.ProcFs;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.WorkerStatus;
import io.joinq.server.events.Events;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts workers and keeps the wanted number working. Everything happens on its own thread; the
 * operating system reports deaths, nothing polls for them.
 */
public final class Supervisor {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final long LOOK_MILLIS = 20;
  private static final Duration KILL_TAKES = Duration.ofSeconds(1);

  /*
   * It starts the processes and lives as long as this server: the kernel sends a worker its signal
   * when the thread ends that started it.
   */
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread daemon = new Thread(body, "supervisor");
            daemon.setDaemon(true);
            return daemon;
          });
  private final ThreadScheduler schedule = new ThreadScheduler(thread);
  private final JoinableQueue queue;
  private final QueueDeathListener deaths;
  private final boolean supervises;
  private final WorkerPool pool;
  private final Poller watch;

  /**
   * @param events where it tells what happens
   */
  public Supervisor(
      SupervisorConfig config, WorkerCommand command, JoinableQueue queue, Events events) {
    WorkerPoolEvents crewEvents = new WorkerPoolEvents(events);
    this.queue = queue;
    deaths = new QueueDeathListener(queue);
    supervises = config.workers().max() > 0;
    pool =
        new WorkerPool(
            config,
            new WorkerLifecycle.Means(
                (worker, restarts, spare, listener) ->
                    ChildProcess.start(
                        worker, command.of(worker, restarts, spare), schedule, listener),
                schedule,
                deaths,
                crewEvents),
            new RestartPolicy(config.intensity(), () -> ThreadLocalRandom.current().nextDouble()));
    HangCheck hangs = new HangCheck(config, pool, crewEvents);
    watch =
        new Poller(
            queue, pool::known, snapshot -> schedule.execute(() -> pool.look(snapshot, hangs)));
  }

  /** Starts the first workers. Reads the queue's files. */
  public void start() {
    List<WorkerStatus> others = queue.admin().status().workers();
    schedule.execute(
        () -> {
          pool.leaveNumbersTo(others);
          pool.reconcile();
        });
    watch.start();
  }

  /** Every worker as the supervisor knows it now. */
  public List<SupervisedWorker> workers() {
    return pool.known();
  }

  /** All workers, those that it does not supervise included. */
  public WorkerRegistry registry() {
    return new WorkerRegistry(pool::known, watch::usage);
  }

  /** Whether it has any workers to keep up. */
  public boolean supervises() {
    return supervises;
  }

  /** Whether workers that are missing are not started any more until {@link #resume}. */
  public boolean hasGivenUp() {
    return pool.hasGivenUp();
  }

  /**
   * Whether a worker of this server takes tasks or will: it starts, waits to be started again or is
   * being replaced, and no signal has stopped it. Does not block; any thread.
   */
  public boolean expectsConsumer() {
    return supervises && pool.expectsConsumer(ProcFs::isStopped);
  }

  /** Whether a worker has claimed since the start, or since the supervisor last gave up. */
  public boolean hasClaimed() {
    return pool.hasClaimed();
  }

  /**
   * Starts workers again if it had given up.
   *
   * @return whether it had
   */
  public boolean resume() throws InterruptedException {
    return ask(pool::resume);
  }

  /**
   * Replaces every worker, one after the other: the new one claims before the old one drains.
   *
   * @return how many are being replaced
   */
  public int restartWorkers() throws InterruptedException {
    return ask(pool::restartAll);
  }

  /**
   * Asks all workers to end, kills those that are still there after the grace time, and waits for
   * the end of all. Blocks for little longer than the grace time. Without effect if stopped before.
   */
  public void stop(Duration grace) throws InterruptedException {
    if (thread.isShutdown()) {
      return;
    }
    watch.close();
    ask(Executors.callable(pool::stop));
    if (!awaitEnd(grace)) {
      log.warn("workers did not stop within {} ms and are killed", grace.toMillis());
      ask(Executors.callable(pool::kill));
      awaitEnd(KILL_TAKES);
    }
    thread.shutdownNow();
    deaths.close();
  }

  private <T> T ask(Callable<T> question) throws InterruptedException {
    Future<T> answer = thread.submit(question);
    try {
      return answer.get(KILL_TAKES.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the supervisor did not answer", e);
    }
  }

  private boolean awaitEnd(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (pool.isAlive()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return true;
  }
}
