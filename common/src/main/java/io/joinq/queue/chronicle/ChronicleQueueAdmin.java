package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.DeadLetters;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.chronicle.archive.ChronicleDeadLetters;
import io.joinq.queue.chronicle.control.CursorWord;
import java.util.Optional;
import java.util.function.Supplier;

/** Inspection and control of a queue that a handle has open. */
final class ChronicleQueueAdmin implements QueueAdmin {
  private final QueueEngine engine;
  private final StatusReader reader;
  private final TaskFinder finder;
  private final JoinableQueue queue;
  private final Runnable requireOpen;

  /**
   * @param queue the handle
   * @param requireOpen throws if the handle is closed
   */
  ChronicleQueueAdmin(
      QueueEngine engine, StatusReader reader, JoinableQueue queue, Runnable requireOpen) {
    this.engine = engine;
    this.reader = reader;
    this.finder = new TaskFinder(engine, reader);
    this.queue = queue;
    this.requireOpen = requireOpen;
  }

  @Override
  public void pause() {
    setPaused(true);
  }

  @Override
  public void resume() {
    setPaused(false);
    engine.waitQueues().notEmpty.wakeAll();
  }

  private void setPaused(boolean paused) {
    requireOpen.run();
    long cursor;
    do {
      cursor = engine.control().get(CURSOR);
    } while (!engine
        .control()
        .compareAndSet(CURSOR, cursor, CursorWord.withPaused(cursor, paused)));
  }

  @Override
  public boolean isPaused() {
    requireOpen.run();
    return CursorWord.isPaused(engine.control().get(CURSOR));
  }

  @Override
  public boolean hasLiveConsumer() {
    return whileOpen(engine::hasLiveConsumer);
  }

  @Override
  public QueueStatus status() {
    return whileOpen(reader::read);
  }

  @Override
  public Optional<TaskStatus> task(TaskId id) {
    return whileOpen(() -> finder.status(id));
  }

  @Override
  public Optional<byte[]> result(TaskId id) {
    return whileOpen(() -> finder.result(id));
  }

  @Override
  public boolean cancel(TaskId id) {
    return whileOpen(() -> engine.cancel(id));
  }

  @Override
  public void reportDeath(long pid, String detail) {
    Void unused =
        whileOpen(
            () -> {
              engine.reportDeath(pid, detail);
              return null;
            });
  }

  private <T> T whileOpen(Supplier<T> call) {
    return engine
        .calls()
        .during(
            () -> {
              requireOpen.run();
              return call.get();
            });
  }

  @Override
  public DeadLetters deadLetters() {
    requireOpen.run();
    return new ChronicleDeadLetters(
        engine.files().deadLetters(), queue, engine.deliveries()::finishDeadLettering);
  }
}
