package io.joinq.queue.chronicle.archive;

import io.joinq.queue.DeadLetters;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueException;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The dead letters in a queue's folder. */
public final class ChronicleDeadLetters implements DeadLetters {
  private final TaskArchive archive;
  private final JoinableQueue queue;
  private final Consumer<TaskId> finish;

  /**
   * @param finish has a task be a dead letter for good, whoever began it
   */
  public ChronicleDeadLetters(TaskArchive archive, JoinableQueue queue, Consumer<TaskId> finish) {
    this.archive = archive;
    this.queue = queue;
    this.finish = finish;
  }

  @Override
  public List<TaskStatus> list() {
    // One may be requeued or purged between the listing and the reading.
    return archive.list().stream().map(this::find).flatMap(Optional::stream).toList();
  }

  @Override
  public Optional<TaskStatus> find(TaskId id) {
    return archive.read(id).map(ArchivedTask::status);
  }

  @Override
  public Optional<byte[]> payload(TaskId id) {
    return archive.read(id).map(ArchivedTask::bytes);
  }

  @Override
  public Optional<TaskId> requeue(TaskId id, Duration timeout) throws InterruptedException {
    byte[] payload =
        payload(id)
            .orElseThrow(() -> new QueueException("no dead letter " + id + "; nothing was put"));
    Optional<TaskId> requeued = queue.offer(payload, timeout);
    if (requeued.isPresent()) {
      delete(id);
    }
    return requeued;
  }

  @Override
  public int purge() {
    List<TaskId> ids = archive.list();
    ids.forEach(this::delete);
    return ids.size();
  }

  private void delete(TaskId id) {
    finish.accept(id);
    try {
      archive.delete(id);
    } catch (IOException e) {
      throw new QueueException("cannot delete the dead letter " + id + ": " + e, e);
    }
  }
}
