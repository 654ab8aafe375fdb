package io.joinq.queue.chronicle.log;

import com.sun.jna.Native;
import io.joinq.os.Libc;
import io.joinq.queue.DiskFullException;
import io.joinq.queue.QueueException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reserves disk space for the log before it is written: Chronicle writes through sparse mappings,
 * where a full disk ends the process with SIGBUS. Used under the put lock.
 *
 * <p>Invariant of the newest segment: the {@link #AHEAD} bytes behind its last task are allocated
 * on disk. They hold the header of the next document, so that a document can be opened. Then this
 * reserves the bytes behind the task to be written, or the document is rolled back. For a new
 * segment, only the free space can be checked.
 */
public final class LogSpace implements AutoCloseable {
  /** The largest record, a mark of the segment's end, and the next record's header; and more. */
  private static final long AHEAD = 32 << 10;

  /** Bytes reserved at a time. */
  private static final long STEP = 256 << 10;

  /** A new segment, its index, the table of segments; and what others take in that moment. */
  public static final long NEW_SEGMENT = 512 << 10;

  private final Path folder;
  private int cycle = -1;
  private int fd = -1;
  private long end;

  LogSpace(Path folder) {
    this.folder = folder;
  }

  /**
   * To be called before a document of this cycle is opened.
   *
   * @throws DiskFullException if a new segment is needed and there is no space for it
   */
  void requireFor(int nextCycle) {
    if (nextCycle == cycle) {
      return;
    }
    close();
    if (Files.exists(file(nextCycle))) {
      // Its maker may have died before it reserved anything.
      open(nextCycle);
      allocate(0, Math.max(file(nextCycle).toFile().length(), STEP));
    } else if (folder.toFile().getUsableSpace() < NEW_SEGMENT) {
      throw new DiskFullException(folder, NEW_SEGMENT);
    }
  }

  /**
   * To be called when a document of this cycle is open, before its record is written.
   *
   * @param position where the record begins
   * @throws DiskFullException if there is no space for it and what follows
   */
  void reserve(int ofCycle, long position) {
    if (ofCycle != cycle) {
      open(ofCycle);
      allocate(0, position + AHEAD + STEP);
    } else if (position + AHEAD > end) {
      allocate(position, AHEAD + STEP);
    }
  }

  private void open(int ofCycle) {
    close();
    fd = Libc.openFile(file(ofCycle).toString());
    if (fd < 0) {
      throw new QueueException("cannot open " + file(ofCycle) + ": errno " + Native.getLastError());
    }
    cycle = ofCycle;
  }

  private void allocate(long from, long length) {
    int errno = Libc.reserve(fd, from, length);
    if (errno == Libc.ENOSPC || errno == Libc.EDQUOT) {
      if (end == 0) {
        // The next attempt must begin with the segment's beginning again.
        close();
      }
      throw new DiskFullException(folder, length);
    }
    // Where the file system cannot reserve space, only the free space is checked.
    if (errno != 0 && folder.toFile().getUsableSpace() < NEW_SEGMENT + length) {
      throw new DiskFullException(folder, NEW_SEGMENT + length);
    }
    end = from + length;
  }

  private Path file(int ofCycle) {
    return SegmentNames.file(folder, ofCycle);
  }

  @Override
  public void close() {
    if (fd >= 0) {
      Libc.close(fd);
    }
    fd = -1;
    cycle = -1;
    end = 0;
  }
}
