package io.joinq.queue.chronicle.log;

import io.joinq.queue.QueueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import net.openhft.chronicle.queue.ChronicleQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads accepted tasks. Thread-safe. It reads by position, or, where damage makes that unreliable,
 * searches the segment for a record with a valid checksum.
 */
final class LogReaders {
  private static final Logger LOG = LoggerFactory.getLogger(LogReaders.class);

  private final Path folder;
  private final ChronicleQueue queue;
  private final LogPosition position;

  /** Idle readers; one of them stands apart, where a lone consumer gets it for less. */
  private final ConcurrentLinkedQueue<LogReader> readers = new ConcurrentLinkedQueue<>();

  private final AtomicReference<LogReader> apart = new AtomicReference<>();

  LogReaders(Path folder, ChronicleQueue queue, LogPosition position) {
    this.folder = folder;
    this.queue = queue;
    this.position = position;
  }

  /**
   * @see TaskLog#read
   */
  Optional<TaskRecord> read(long sequence) {
    try {
      Optional<TaskRecord> found = readByPlace(sequence);
      return found.isPresent() ? found : search(sequence, null);
    } catch (Exception e) {
      // Chronicle throws checked exceptions undeclared.
      return search(sequence, e);
    }
  }

  private Optional<TaskRecord> readByPlace(long sequence) {
    LogReader mine = borrow();
    boolean whole = false;
    try {
      Optional<TaskRecord> found = mine.read(sequence);
      whole = found.isPresent();
      return found;
    } finally {
      if (whole) {
        giveBack(mine);
      } else {
        // It may stand anywhere.
        mine.close();
      }
    }
  }

  private LogReader borrow() {
    LogReader idle = apart.getAndSet(null);
    if (idle == null) {
      idle = readers.poll();
    }
    return idle == null ? new LogReader(queue.createTailer(), position) : idle;
  }

  private void giveBack(LogReader idle) {
    if (!apart.compareAndSet(null, idle)) {
      readers.add(idle);
    }
  }

  /**
   * @param failure what reading it by its place came to; null if it was not there
   */
  private Optional<TaskRecord> search(long sequence, Exception failure) {
    Path segment = SegmentNames.file(folder, position.cycle(sequence));
    if (!Files.exists(segment)) {
      return Optional.empty();
    }
    AtomicReference<TaskRecord> found = new AtomicReference<>();
    try (SegmentFile file = new SegmentFile(segment)) {
      file.salvage(
          sequence,
          sequence + 1,
          (number, bytes, length) -> {
            found.set(TaskRecord.decode(bytes, length, sequence));
            return false;
          });
    } catch (IOException e) {
      throw new QueueException("cannot read " + segment + ": " + e, e);
    }
    if (found.get() != null) {
      LOG.warn("{} is damaged, but the record of task-{} is valid", segment, sequence);
      return Optional.of(found.get());
    }
    if (failure instanceof TaskRecord.DamagedRecordException damaged) {
      throw damaged;
    }
    throw new TaskRecord.DamagedRecordException(
        sequence, failure == null ? "the log does not have it" : "the log is broken: " + failure);
  }

  /** Closes idle readers: they would keep the space of a deleted segment from being given back. */
  void closeBelow(int cycle) {
    LogReader alone = apart.getAndSet(null);
    if (alone != null) {
      readers.add(alone);
    }
    for (int i = readers.size(); i > 0; i--) {
      LogReader idle = readers.poll();
      if (idle == null) {
        return;
      }
      if (idle.cycle() < cycle) {
        idle.close();
      } else {
        readers.add(idle);
      }
    }
  }
}
