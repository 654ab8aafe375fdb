package io.joinq.server;

import io.joinq.queue.JoinableQueue;
import io.joinq.server.diagnosis.ServerDiagnosis;
import io.joinq.server.events.EventFile;
import io.joinq.server.events.EventKind;
import io.joinq.server.events.Events;
import io.joinq.server.http.AdminListener;
import io.joinq.server.http.PublicListener;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.http.transport.PublicThreads;
import io.joinq.server.loop.EventLoop;
import io.joinq.server.loop.HandlerMode;
import io.joinq.server.loop.Handlers;
import io.joinq.server.loop.RequestThreads;
import io.joinq.server.loop.StallListener;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.DrainRate;
import io.joinq.server.put.FailedPuts;
import io.joinq.server.put.PutConditions;
import io.joinq.server.put.PutStrategy;
import io.joinq.server.supervisor.Supervisor;
import io.joinq.server.supervisor.WorkerCommand;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: the queue, the handlers, both listeners and the workers. */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(1);
  // What is left of it when the workers took all of it.
  private static final Duration LAST_ANSWERS = Duration.ofMillis(200);
  private static final Duration WORKER_GRACE = Duration.ofSeconds(7);
  private static final Duration LOOP_GRACE = Duration.ofMillis(500);
  private static final long LOOK_MILLIS = 5;
  private static final long CONSUMER_LOOK_MILLIS = 50;

  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  // Stays true; of one that could not start there is nothing to tell at its end.
  private volatile boolean running;
  private final JoinableQueue queue;
  private final Events events = new Events(Clock.systemUTC());
  private final EventFile eventFile;
  private final Handlers handlers;
  private final Watchdog watchdog;
  private final WorkerCommand workerCommand;
  private final Supervisor supervisor;
  private final Heartbeat heartbeat;
  private final PublicListener publicListener;
  private final AdminListener adminListener;
  private final ServerDiagnosis diagnosis;

  private Server(ServerConfig config, JoinableQueue queue) {
    this.queue = queue;
    DrainRate drainRate = new DrainRate(System::nanoTime);
    PublicThreads threads =
        new PublicThreads(config.handlers().mode(), config.handlers().poolThreads());
    handlers = handlers(config.handlers().mode(), threads);
    watchdog = new Watchdog(handlers, Watchdog.STALL_THRESHOLD);
    watchdog.add(new StallEvents(events));
    FailedPuts failedPuts = FailedPuts.counted(System::nanoTime);
    workerCommand = config.workerCommand();
    supervisor = new Supervisor(config.supervisor(), workerCommand, queue, events);
    PutStrategy strategy =
        PutStrategy.of(
            config.put(),
            queue,
            handlers,
            failedPuts,
            new PutConditions(
                draining::get,
                () -> queue.admin().hasLiveConsumer() || supervisor.expectsConsumer()));
    Backend backend =
        new Backend(
            queue, config.queue(), handlers, watchdog, strategy, drainRate, events, draining::get);
    heartbeat = new Heartbeat(queue, watchdog, drainRate);
    ListenConfig listen = config.listen();
    publicListener = new PublicListener(listen.publicEndpoint(), backend, threads);
    diagnosis =
        new ServerDiagnosis(
            config.queue().url(),
            new ServerDiagnosis.Puts(config.put().kind().toString(), failedPuts),
            watchdog,
            events,
            () -> supervisor.registry().workers(queue.admin().status()),
            config.supervisor().taskTimeout());
    adminListener = new AdminListener(listen.adminEndpoint(), backend, supervisor, diagnosis);
    // Last, because it would stay open if another step failed.
    eventFile = EventFile.start(events, config.records().eventLog());
  }

  private static Handlers handlers(HandlerMode mode, PublicThreads threads) {
    return switch (mode) {
      case LOOP -> new EventLoop("event-loop");
      case POOL -> new RequestThreads("the pool of request threads", threads);
      case VIRTUAL -> new RequestThreads("the scheduler of virtual threads", threads);
    };
  }

  /**
   * Opens the queue and starts everything; the workers may not be there yet when this returns.
   *
   * @throws io.joinq.queue.QueueOpenException if the queue cannot be opened
   * @throws io.joinq.server.http.transport.ListenException if a port cannot be had
   */
  public static Server start(ServerConfig config) {
    Server server = prepare(config);
    try {
      server.start();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static Server prepare(ServerConfig config) {
    JoinableQueue queue = JoinableQueue.open(config.queue());
    try {
      return new Server(config, queue);
    } catch (RuntimeException | Error e) {
      queue.close();
      throw e;
    }
  }

  private void start() {
    handlers.start();
    watchdog.start();
    adminListener.start();
    publicListener.start();
    heartbeat.start();
    events.publish(EventKind.SERVER_STARTED, "pid", ProcessHandle.current().pid());
    supervisor.start();
    running = true;
  }

  /** Registers a listener for stalls. */
  public void onStall(StallListener listener) {
    watchdog.add(listener);
  }

  /**
   * Blocks until a worker takes tasks, whoever started it, or this server is closed.
   *
   * @return whether one does
   */
  boolean awaitConsumer() throws InterruptedException {
    while (!closed.get()) {
      if (queue.admin().hasLiveConsumer()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(CONSUMER_LOOK_MILLIS);
    }
    return false;
  }

  /** Where handlers run, for those who embed a server and have some of their own. */
  Handlers handlers() {
    return handlers;
  }

  Set<String> publicHandlers() {
    return publicListener.registered();
  }

  Set<String> adminHandlers() {
    return adminListener.registered();
  }

  public String publicUrl() {
    return publicListener.url();
  }

  public String adminUrl() {
    return adminListener.url();
  }

  /**
   * Stops accepting tasks, gives running ones a short time, and stops everything. While tasks run,
   * clients are told that it drains, and can still ask for results. Blocks for at most 8 s, even if
   * handlers and workers are stuck. Queued tasks stay queued. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (running) {
      log.info("draining: {} requests are open", handlers.unanswered());
    }
    draining.set(true);
    events.publish(EventKind.SERVER_STOPS);
    long graceEndNanos = System.nanoTime() + ANSWER_GRACE.toNanos();
    try {
      stopWorkers();
      awaitAnswers(Math.max(graceEndNanos, System.nanoTime() + LAST_ANSWERS.toNanos()));
      handlers.stop();
      handlers.join(LOOP_GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Resources.closeAll(
          handlers::stop,
          publicListener::close,
          heartbeat::close,
          watchdog::close,
          adminListener::close,
          diagnosis::close,
          eventFile::close,
          queue::close);
      if (running) {
        log.info("stopped");
      }
    }
  }

  private void stopWorkers() throws InterruptedException {
    Resources.closeAll(workerCommand::close);
    try {
      supervisor.stop(WORKER_GRACE);
    } catch (IllegalStateException e) {
      log.warn("the workers may outlive the supervisor for a moment, and end by themselves", e);
    }
  }

  private void awaitAnswers(long deadlineNanos) throws InterruptedException {
    while (handlers.unanswered() > 0 && System.nanoTime() - deadlineNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
