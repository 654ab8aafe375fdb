package io.joinq.queue.chronicle;

import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueShutdownException;
import io.joinq.queue.TaskId;
import io.joinq.queue.Unfinished;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.protocol.Deadline;
import io.joinq.queue.chronicle.protocol.Delivery;
import io.joinq.queue.chronicle.protocol.Producer;
import io.joinq.queue.chronicle.protocol.PutFuture;
import io.joinq.queue.chronicle.protocol.PutLock;
import io.joinq.queue.chronicle.protocol.PutRequest;
import io.joinq.queue.chronicle.protocol.Shutdown;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A handle on an {@link QueueEngine}: waiting, checking of arguments, and nothing of the protocol.
 */
final class ChronicleJoinableQueue implements JoinableQueue {
  private static final long CONTENDED_NANOS = 100_000;

  private final QueueEngine engine;
  private final QueueConfig config;
  private final StatusReader reader;
  private final QueueAdmin admin;
  private final AtomicBoolean closed = new AtomicBoolean();

  ChronicleJoinableQueue(QueueEngine engine, QueueConfig config) {
    this.engine = engine;
    this.config = config;
    this.reader =
        new StatusReader(config.url(), engine.control(), engine.liveness(), engine.files());
    this.admin = new ChronicleQueueAdmin(engine, reader, this, this::requireOpen);
    if (config.worker().filter(worker -> !worker.waits()).isPresent()) {
      // Only now that it is open: a put that counted on this worker before would wait for it.
      engine.takeRole(ProcessTable.CONSUMER);
    }
  }

  @Override
  public TaskId put(byte[] payload) throws InterruptedException {
    return put(payload, Deadline.NEVER).orElseThrow();
  }

  @Override
  public Optional<TaskId> offer(byte[] payload) {
    try {
      return put(payload, Deadline.now());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public Optional<TaskId> offer(byte[] payload, Duration timeout) throws InterruptedException {
    return put(payload, Deadline.after(timeout));
  }

  private Optional<TaskId> put(byte[] payload, Deadline deadline) throws InterruptedException {
    engine.calls().begin();
    try {
      requirePuttable(payload);
      return engine
          .producer()
          .put(new PutRequest(payload, deadline, config.sync(), this::requireOpen, () -> true));
    } finally {
      engine.calls().end();
    }
  }

  private void requirePuttable(byte[] payload) {
    requireOpen();
    if (payload.length > config.maxPayload()) {
      throw new PayloadTooLargeException("payload", payload.length, config.maxPayload());
    }
    engine.takeRole(ProcessTable.PRODUCER);
  }

  @Override
  public CompletableFuture<TaskId> putAsync(byte[] payload) {
    return putAsync(payload, Deadline.NEVER, new PutFuture<>(Optional::orElseThrow));
  }

  @Override
  public CompletableFuture<Optional<TaskId>> putAsync(byte[] payload, Duration timeout) {
    return putAsync(payload, Deadline.after(timeout), new PutFuture<>(Function.identity()));
  }

  private <T> PutFuture<T> putAsync(byte[] payload, Deadline deadline, PutFuture<T> future) {
    engine.calls().begin();
    try {
      requirePuttable(payload);
      engine
          .asyncPuts()
          .put(
              new PutRequest(
                  payload.clone(), deadline, config.sync(), this::requireOpen, future::decide),
              future);
      return future;
    } finally {
      engine.calls().end();
    }
  }

  @Override
  public Lease take() throws InterruptedException {
    return take(Deadline.NEVER).orElseThrow();
  }

  @Override
  public Optional<Lease> poll() {
    try {
      return take(Deadline.now());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public Optional<Lease> poll(Duration timeout) throws InterruptedException {
    return take(Deadline.after(timeout));
  }

  private Optional<Lease> take(Deadline deadline) throws InterruptedException {
    engine.calls().begin();
    try {
      requireOpen();
      engine.takeRole(ProcessTable.CONSUMER);
      return takeNext(deadline);
    } finally {
      engine.calls().end();
    }
  }

  private Optional<Lease> takeNext(Deadline deadline) throws InterruptedException {
    while (true) {
      Optional<Delivery> delivery = engine.claimer().claim(config);
      if (delivery.isPresent()) {
        return Optional.of(new ChronicleLease(engine, delivery.get()));
      }
      requireMore();
      if (deadline.isOver()) {
        return Optional.empty();
      }
      if (isWorthALook()) {
        // Another took it first, every slot is in use, or a put is under way after the shutdown.
        LockSupport.parkNanos(CONTENDED_NANOS);
        requireOpen();
        requireUninterrupted();
      } else if (!Producer.await(
          engine.waitQueues().notEmpty, this::isWorthALook, deadline, this::requireOpen)) {
        return Optional.empty();
      }
    }
  }

  private static void requireUninterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private boolean isWorthALook() {
    return engine.claimer().mayClaim() || Shutdown.isShutDown(engine.control());
  }

  private void requireMore() {
    // In this order: a put looks for the shutdown with its lock held, so that one which did before
    // has come to its end once the lock is free, and what it put is seen.
    if (Shutdown.isShutDown(engine.control()) && PutLock.isFree(engine.control()) && isEmpty()) {
      throw new QueueShutdownException(
          "take ended: the queue is shut down and has nothing left to take");
    }
  }

  @Override
  public void taskDone(Lease lease) {
    own(lease).done();
  }

  @Override
  public void taskDone(Lease lease, byte[] result) {
    ChronicleLease own = own(lease);
    if (result.length > config.maxPayload()) {
      throw new PayloadTooLargeException("result", result.length, config.maxPayload());
    }
    own.done(result);
  }

  private ChronicleLease own(Lease lease) {
    Objects.requireNonNull(lease, "lease");
    if (lease instanceof ChronicleLease own && own.isOf(engine)) {
      return own;
    }
    throw new IllegalArgumentException(lease + " is not a lease of " + config.url());
  }

  @Override
  public void join() throws InterruptedException {
    join(Deadline.NEVER);
  }

  @Override
  public JoinResult join(Duration timeout) throws InterruptedException {
    if (join(Deadline.after(timeout))) {
      return JoinResult.JOINED;
    }
    List<Unfinished> tasks = reader.unfinished(JoinResult.MOST_LISTED);
    return new JoinResult(false, Math.max(unfinished(), tasks.size()), tasks);
  }

  private boolean join(Deadline deadline) throws InterruptedException {
    engine.calls().begin();
    try {
      requireOpen();
      return Producer.await(
          engine.waitQueues().joined, engine::isIdle, deadline, this::requireOpen);
    } finally {
      engine.calls().end();
    }
  }

  @Override
  public long depth() {
    requireOpen();
    return Snapshot.depth(engine.control());
  }

  @Override
  public long unfinished() {
    return snapshot().unfinished();
  }

  private Snapshot snapshot() {
    requireOpen();
    return Snapshot.of(engine.control(), engine.slots());
  }

  @Override
  public int capacity() {
    return engine.control().shape().capacity();
  }

  @Override
  public boolean isEmpty() {
    requireOpen();
    return !engine.claimer().hasQueued() && !engine.claimer().hasReturned();
  }

  @Override
  public boolean isFull() {
    requireOpen();
    return engine.producer().isFull();
  }

  @Override
  public void shutdown() {
    requireOpen();
    Shutdown.begin(engine.control());
    engine.waitQueues().wakeEverybody();
  }

  @Override
  public void shutdownNow() {
    engine.calls().begin();
    try {
      requireOpen();
      Shutdown.beginDropping(engine.control());
      Shutdown.drop(engine.control(), engine.claimer()::help);
      engine.waitQueues().wakeEverybody();
    } finally {
      engine.calls().end();
    }
  }

  @Override
  public QueueAdmin admin() {
    return admin;
  }

  private void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException("this handle on " + config.url() + " is closed");
    }
    engine.watch().require();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      engine.waitQueues().wakeEverybody();
      engine.asyncPuts().endThoseOfClosedHandles();
      EngineRegistry.release(engine);
    }
  }
}
