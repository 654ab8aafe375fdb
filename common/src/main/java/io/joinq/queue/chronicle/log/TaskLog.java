package io.joinq.queue.chronicle.log;

import io.joinq.queue.DiskFullException;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.files.FileSync;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.threads.Pauser;
import net.openhft.chronicle.threads.TimingPauser;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The Chronicle Queue that holds the tasks, addressed by sequence.
 *
 * <p>Chronicle's write lock contains a bare pid. All methods that take it ({@link #open}, {@link
 * #append}) run under the put lock, whose owner's death is certain. So a process that takes the put
 * lock over from a dead owner knows that a held write lock is stale, and {@link #clearLock} clears
 * it.
 */
public final class TaskLog implements AutoCloseable {
  public static final int MAX_SEGMENT_TASKS = 1 << 16;

  private static final int BLOCK_SIZE = 1 << 20;
  public static final int INDEX_COUNT = 1024;
  static final int INDEX_SPACING = MAX_SEGMENT_TASKS / INDEX_COUNT;
  private static final String SUFFIX = SingleChronicleQueue.SUFFIX;
  private static final long CHRONICLE_LOCK_TIMEOUT_MILLIS = 10_000;

  private final Path folder;
  private final LogPosition position;
  private final LogClock clock;
  private final SingleChronicleQueue queue;
  private final TableStoreWriteLock staleLock;

  /** The last cycle whose segment's name is known to be on the disk. */
  private volatile int namedCycle;

  /** Used under the put lock only. */
  private final LogSpace space;

  /** Null until the first use; used under the put lock only. */
  private ExcerptAppender appender;

  private final byte[] record = new byte[TaskRecord.HEADER + SpillFiles.LARGEST_INLINE];

  private final LogReaders readers;

  private TaskLog(Path folder, LogPosition position, LogClock clock, SingleChronicleQueue queue) {
    this.folder = folder;
    this.position = position;
    this.clock = clock;
    this.queue = queue;
    this.space = new LogSpace(folder);
    this.readers = new LogReaders(folder, queue, position);
    this.staleLock =
        new TableStoreWriteLock(queue.metaStore(), TaskLog::pauser, CHRONICLE_LOCK_TIMEOUT_MILLIS);
  }

  /** The appender; its creation takes Chronicle's write lock, so not before it is needed. */
  private ExcerptAppender appender() {
    if (appender == null) {
      appender = queue.createAppender();
      appender.singleThreadedCheckDisabled(true);
    }
    return appender;
  }

  /**
   * Makes the appender find its segment again: another process may have set the known one aside in
   * {@link #setUnbegunAside}, and nobody would read what is written there.
   */
  private void renewAppender() {
    space.close();
    if (appender != null) {
      appender.close();
      appender = null;
      // Chronicle lets go of the file in another thread, and hands it out again until then.
      BackgroundResourceReleaser.releasePendingResources();
    }
  }

  private DocumentContext openDocument() {
    try {
      return appender().writingDocument();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Chronicle throws checked exceptions undeclared.
      throw new QueueException("cannot append to the log in " + folder + ": " + e, e);
    }
  }

  private static TimingPauser pauser() {
    return Pauser.balanced();
  }

  /**
   * Opens the log, and creates it if it is not there.
   *
   * @param appended the sequence of the next put, as far as the control file knows
   */
  public static TaskLog open(Path folder, int segmentTasks, long appended) {
    LogPosition position = new LogPosition(segmentTasks);
    LogClock clock = new LogClock();
    clock.setCycle(position.cycle(Math.max(0, appended - 1)));
    try {
      SingleChronicleQueue queue =
          builder(folder)
              .rollCycle(LegacyRollCycles.MINUTELY)
              .indexCount(INDEX_COUNT)
              .indexSpacing(INDEX_SPACING)
              .blockSize(BLOCK_SIZE)
              .timeProvider(clock)
              .timeoutMS(CHRONICLE_LOCK_TIMEOUT_MILLIS)
              .checkInterrupts(false)
              .build();
      return new TaskLog(folder, position, clock, queue);
    } catch (Exception e) {
      // Chronicle throws checked exceptions undeclared.
      throw new QueueOpenException("cannot open the log in " + folder + ": " + e, e);
    }
  }

  /** Loading Chronicle's classes takes a second on a slow machine: done before a lock is held. */
  public static void load(Path folder) {
    builder(folder);
  }

  private static SingleChronicleQueueBuilder builder(Path folder) {
    return SingleChronicleQueueBuilder.binary(folder.toFile());
  }

  /** Clears Chronicle's write lock, which the caller knows to be stale if it is held. */
  public void clearLock() {
    if (staleLock.locked()) {
      staleLock.forceUnlock();
    }
  }

  /**
   * Sets aside what a dead process left of a segment that it was making; the put lock was taken
   * over.
   *
   * @param appended as {@link #count(long)} takes it
   */
  public void setUnbegunAside(long appended) {
    renewAppender();
    try {
      if (UnbegunSegments.setAside(folder, position.firstUnbegun(appended))) {
        queue.refreshDirectoryListing();
      }
    } catch (IOException e) {
      throw new QueueException("cannot repair the log in " + folder + ": " + e, e);
    }
  }

  /**
   * How many tasks the log has accepted in its life. Reads the file, and needs neither space on the
   * disk nor Chronicle's lock.
   *
   * @param atLeast a number that it has accepted for certain, and at most one less than the answer
   * @throws QueueException if the segment is damaged: what is put now would replace its tasks
   */
  public long count(long atLeast) {
    Path segment = SegmentNames.file(folder, position.cycle(atLeast));
    long first = position.firstSequence(position.cycle(atLeast));
    try (SegmentFile file = new SegmentFile(segment)) {
      int known = (int) (atLeast - first);
      SegmentFile.Chain chain = file.count(first, known, INDEX_SPACING);
      if (!chain.isWhole()) {
        throw damaged(segment, chain.damage());
      }
      if (chain.records() < known || (chain.records() == 0 && !file.isUnbegun())) {
        throw damaged(segment, "ends after " + chain.records() + " tasks, but more stand behind");
      }
      return first + chain.records();
    } catch (FileNotFoundException e) {
      return atLeast;
    } catch (IOException e) {
      throw new QueueException("cannot read " + segment + ": " + e, e);
    }
  }

  private static QueueException damaged(Path segment, String how) {
    return new QueueException(
        segment
            + " is damaged: it "
            + how
            + "; nothing can be put. Close the queue everywhere, and run 'queue repair'");
  }

  /** As {@link #count(long)}, knowing nothing: reads the log itself. */
  public long countFromScratch() {
    queue.refreshDirectoryListing();
    long last = queue.lastIndex();
    return last < 0 ? 0 : position.sequence(last) + 1;
  }

  /**
   * Appends a task. Its commit is the acceptance: once it is there, the task is put, whatever
   * becomes of this process.
   *
   * @param spilledCrc CRC of the payload if it is a file, else null
   * @param atPlace run once it is certain that the record goes to this sequence, before it does
   * @return false if the log is ahead of this sequence; nothing was appended then
   * @throws DiskFullException if there is no space for it; nothing was appended then
   */
  public boolean append(
      long sequence, long enqueuedAt, byte[] payload, Integer spilledCrc, Runnable atPlace) {
    int length = TaskRecord.encode(record, sequence, enqueuedAt, payload, spilledCrc);
    return append(sequence, record, length, atPlace);
  }

  /** Appends a record as it is, like the other append. */
  public boolean append(long sequence, byte[] bytes, int length) {
    return append(sequence, bytes, length, () -> {});
  }

  private boolean append(long sequence, byte[] bytes, int length, Runnable atPlace) {
    if (position.isFirst(sequence)) {
      renewAppender();
    }
    if (appendOnce(sequence, bytes, length, atPlace)) {
      return true;
    }
    renewAppender();
    return appendOnce(sequence, bytes, length, atPlace);
  }

  private boolean appendOnce(long sequence, byte[] bytes, int length, Runnable atPlace) {
    int cycle = position.cycle(sequence);
    space.requireFor(cycle);
    clock.setCycle(cycle);
    DocumentContext document = openDocument();
    boolean commit = false;
    try {
      FailPoint.PUT_DOCUMENT_OPEN.reached();
      if (document.index() == position.index(sequence)) {
        space.reserve(cycle, document.wire().bytes().writePosition());
        atPlace.run();
        document.wire().bytes().write(bytes, 0, length);
        FailPoint.PUT_RECORD_WRITTEN.reached();
        commit = true;
      }
    } finally {
      // An exception that left the document without this would commit half a record.
      if (!commit) {
        document.rollbackOnClose();
      }
      document.close();
    }
    return commit;
  }

  /**
   * Returns once the record of this sequence is on the disk. Needs no lock: what others append
   * meanwhile is synced with it.
   */
  public void sync(long sequence) {
    int cycle = position.cycle(sequence);
    FileSync.syncFile(folder.resolve(SegmentNames.of(cycle) + SUFFIX));
    if (namedCycle < cycle) {
      FileSync.syncFolder(folder);
      namedCycle = cycle;
    }
  }

  /** The first sequence of the oldest segment that is there, or 0 if none is. */
  public long firstSequence() {
    int first = queue.firstCycle();
    return first == Integer.MAX_VALUE ? 0 : position.firstSequence(first);
  }

  /**
   * Reads an accepted task. Never ask for one beyond the last: Chronicle may answer with anything.
   *
   * @return empty if its segment is deleted
   * @throws TaskRecord.DamagedRecordException if the log has not the whole of it any more
   */
  public Optional<TaskRecord> read(long sequence) {
    return readers.read(sequence);
  }

  /**
   * Deletes the segments below that of a sequence. Takes no lock, so a slow disk delays nobody
   * else. Several processes may do this at the same time.
   */
  public void delete(long belowSequence) throws IOException {
    int below = position.cycle(belowSequence);
    Collection<Path> segments = SegmentNames.in(folder).headMap(below).values();
    if (segments.isEmpty()) {
      return;
    }
    UnbegunSegments.deleteAside(segments);
    FailPoint.RECLAIM_CHOSEN.reached();
    for (Path segment : segments) {
      Files.deleteIfExists(segment);
    }
    FailPoint.RECLAIM_DELETED.reached();
    queue.refreshDirectoryListing();
    readers.closeBelow(below);
  }

  @Override
  public void close() {
    space.close();
    readers.closeBelow(Integer.MAX_VALUE);
    if (appender != null) {
      appender.close();
    }
    queue.close();
  }
}
