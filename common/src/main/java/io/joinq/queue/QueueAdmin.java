package io.joinq.queue;

import java.net.URI;
import java.util.Optional;

/**
 * Inspection, control and repair of a queue: everything beyond the verbs of {@link JoinableQueue}.
 *
 * <p>The static methods work on a queue that this process does not have open. The others belong to
 * the handle that returned this object and throw {@link IllegalStateException} once that handle is
 * closed. Every method may be called from any thread.
 */
public interface QueueAdmin {

  /**
   * Reads the status of a queue without joining it. Takes no lock, changes nothing, and answers
   * whatever state the other processes are in.
   *
   * @throws QueueOpenException if there is no readable queue at this URL
   */
  static QueueStatus inspect(URI url) {
    return QueueProvider.of(url).inspect(url);
  }

  /**
   * As {@link #inspect}, but looks closer: also at tasks with failed deliveries, at every process
   * that has the queue open, and at the disk. Reads a few files.
   *
   * @throws QueueOpenException if there is no readable queue at this URL
   */
  static Examination examine(URI url) {
    return QueueProvider.of(url).examine(url);
  }

  /**
   * Checks all files of a queue for damage: the control file, every unfinished task, every result
   * and dead letter. As {@link #inspect}, it does not join the queue, so it can run while others
   * work, or on a copy. Takes as long as reading the files.
   *
   * @throws QueueOpenException if there is no queue at this URL, or it is of another version
   */
  static DamageReport verify(URI url) {
    return QueueProvider.of(url).verify(url);
  }

  /**
   * Repairs what {@link #verify} finds, as far as the files allow. Replaced files are kept beside
   * the new ones. No readable task is lost. A finished task may be delivered again if the record
   * that it finished is lost.
   *
   * @param config its capacity counts if the queue does not know its own any more
   * @throws QueueOpenException if a process has the queue open, there is none, it is of another
   *     version, or the capacity is needed and not given; nothing was changed then
   */
  static DamageReport repair(QueueConfig config) {
    return QueueProvider.of(config.url()).repair(config);
  }

  /**
   * Stops claims in every process. Once this returns, no take gets a task until {@link #resume}.
   * Running tasks continue. The pause outlives the processes.
   */
  void pause();

  void resume();

  boolean isPaused();

  /** Returns whether a live process takes tasks. One that is stopped or dead does not count. */
  boolean hasLiveConsumer();

  /** Reads the queue at one moment. */
  QueueStatus status();

  /** What became of a task; empty if it was never put, or its record is no longer kept. */
  Optional<TaskStatus> task(TaskId id);

  /**
   * The result of a task that is DONE, or the reason of one that FAILED; empty if it is neither,
   * had no result, or it is no longer kept.
   */
  Optional<byte[]> result(TaskId id);

  /**
   * Withdraws a task that nobody has taken yet, or that waits to be taken again. It ends as {@link
   * TaskState#FAILED} with the result {@code cancelled}, at once for {@link #task} and {@link
   * #result}; its place in the queue is free, and join stops waiting for it, when it is passed: as
   * soon as all tasks before it are taken, paused or not, and also with no consumer alive.
   *
   * @return whether the task will not be delivered any more; false if it runs or has ended
   * @throws QueueException if it was never put, or so many cancelled tasks are still to be passed
   *     that no more can be noted; nothing has changed then
   */
  boolean cancel(TaskId id);

  /**
   * Records how a process of this queue ended. Its parent calls this after it has waited for the
   * process. Completes its {@link ProcessDeath} and every {@link Redelivery} that it caused, those
   * kept with results and dead letters included. Does nothing if no such process died lately, or if
   * the end was reported before. Reads and writes files: may block on the disk.
   *
   * @param detail a few words; about 90 bytes are kept
   */
  void reportDeath(long pid, String detail);

  /** The tasks that had no attempts left. */
  DeadLetters deadLetters();
}
