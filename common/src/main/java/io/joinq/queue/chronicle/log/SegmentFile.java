package io.joinq.queue.chronicle.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A file of the log as bytes, read without Chronicle and without a mapping, so that a truncated or
 * arbitrary file cannot harm the reader. Read-only, and safe while other processes write. Not
 * thread-safe.
 *
 * <p>A segment is a chain of documents, each a header of 4 bytes (length 30 bits, bit 30 = not a
 * task, bit 31 = not committed) and its bytes, up to the next multiple of 4. The first three are
 * Chronicle's own: its header, and two of its index. Then come the tasks; then zeros, or a mark
 * that the segment has ended.
 */
public final class SegmentFile implements AutoCloseable {
  private static final int META = 1 << 30;
  private static final int NOT_COMMITTED = 1 << 31;
  private static final int LENGTH = META - 1;
  private static final int WINDOW = 1 << 20;
  private static final int LARGEST = TaskRecord.HEADER + SpillFiles.LARGEST_INLINE;

  /**
   * At least the length of a task, and of each of Chronicle's own documents; less than a task and
   * they.
   */
  private static final int LARGEST_UNFINISHED = 8400;

  /** What is named in each of Chronicle's own documents, in its order. */
  private static final List<List<String>> OWN_WORDS =
      List.of(
          List.of(
              "header",
              "SCQStore",
              "writePosition",
              "indexing",
              "SCQSIndexing",
              "indexCount",
              "indexSpacing",
              "index2Index",
              "lastIndex",
              "dataFormat"),
          List.of("index2index"),
          List.of("index"));

  private static final int OWN_DOCUMENTS = OWN_WORDS.size();
  private static final int WORDS_END = 0xf0;
  private static final int FIRST_OF_INDEX_2_INDEX = 0x28;
  private static final int FIRST_OF_INDEX = 0x20;

  private final Path path;
  private final RandomAccessFile file;
  private final long size;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
  private long windowAt;
  private int windowSize;

  public SegmentFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "r");
    this.size = file.length();
  }

  /** Receives the bytes of each task, in the order of the file. */
  public interface Visitor {
    /**
     * @return whether to continue
     */
    boolean record(long number, byte[] bytes, int length);
  }

  /**
   * The result of following the chain.
   *
   * @param records committed tasks
   * @param damage why the chain breaks off; null if it ends regularly
   */
  public record Chain(int records, String damage) {
    public boolean isWhole() {
      return damage == null;
    }
  }

  Path path() {
    return path;
  }

  /** Walks along the chain; number 0 is the first task. */
  public Chain walk(Visitor visitor) throws IOException {
    return walk(0, 0, 0, visitor);
  }

  private Chain walk(long from, int documentsBefore, int recordsBefore, Visitor visitor)
      throws IOException {
    int documents = documentsBefore;
    int records = recordsBefore;
    byte[] bytes = new byte[LARGEST];
    for (long at = from; at + 4 <= size; documents++) {
      int header = intAt(at);
      boolean committed = isCommitted(header);
      if (documents < OWN_DOCUMENTS) {
        // A segment in which nothing was put yet may lack the last of them.
        if (!committed && documents == OWN_DOCUMENTS - 1) {
          return new Chain(0, null);
        }
        if (!committed || !isOwn(documents, at)) {
          return new Chain(0, "is not a segment of the log");
        }
      } else if (!committed) {
        return new Chain(records, null);
      }
      int length = header & LENGTH;
      if (at + 4 + length > size) {
        return new Chain(records, "is broken at byte " + at + ": the document there is truncated");
      }
      if (documents >= OWN_DOCUMENTS) {
        if ((header & META) != 0 || length < TaskRecord.HEADER || length > LARGEST) {
          return new Chain(records, "is broken at byte " + at + ": no task begins there");
        }
        copy(at + 4, bytes, length);
        if (!visitor.record(records++, bytes, length)) {
          return new Chain(records, null);
        }
      }
      at += 4 + (length + 3L & ~3L);
    }
    return new Chain(records, documents < OWN_DOCUMENTS ? "is truncated" : null);
  }

  /**
   * Counts the committed tasks. It walks along the end of the chain only, from a place that
   * Chronicle's index names, if that proves to be the place of that task.
   *
   * @param first sequence of the first task
   * @param known tasks that are committed for certain
   * @param spacing the index has one entry for this number of tasks
   */
  Chain count(long first, int known, int spacing) throws IOException {
    long index = indexAt() + FIRST_OF_INDEX;
    for (int entry = known / spacing; entry > 0; entry--) {
      long at = longAt(index + (long) entry * Long.BYTES);
      if (at > 0 && at < size) {
        int number = entry * spacing;
        if (longAt(at + 4 + TaskRecord.SEQUENCE_AT) == first + number) {
          Chain end = walk(at, OWN_DOCUMENTS, number, (n, bytes, length) -> true);
          if (end.isWhole() && end.records() >= known) {
            return end;
          }
        }
        break;
      }
    }
    return walk((number, bytes, length) -> true);
  }

  /**
   * Whether it is in a state that it goes through while it is made: behind Chronicle's own
   * documents, or what there is of them, nothing follows but one document that is being written.
   */
  public boolean isUnbegun() throws IOException {
    long at = 0;
    int documents = 0;
    while (at + 4 <= size && isCommitted(intAt(at)) && documents < OWN_DOCUMENTS) {
      if (!isOwn(documents, at)) {
        return false;
      }
      at = nextDocument(at);
      documents++;
    }
    if (at + 4 > size) {
      return size == 0;
    }
    // A task's bytes are written before its header; it is indexed once it is committed.
    boolean indexed = documents == OWN_DOCUMENTS && longAt(indexAt() + FIRST_OF_INDEX) != 0;
    return !isCommitted(intAt(at))
        && !indexed
        && isZero(at + LARGEST_UNFINISHED)
        && hasAtMostOneRecord();
  }

  private boolean isZero(long from) throws IOException {
    // A segment's length is a multiple of a word's; beyond it there are zeros.
    for (long at = from; at < size; at += Long.BYTES) {
      if (longAt(at) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The record that was being written may be whole and not committed. */
  private boolean hasAtMostOneRecord() throws IOException {
    int[] records = new int[1];
    salvage(0, Long.MAX_VALUE, (sequence, bytes, length) -> ++records[0] < 2);
    return records[0] < 2;
  }

  /**
   * Whether Chronicle's index points to the tasks.
   *
   * @param spacing the index has one entry for this number of tasks
   */
  boolean isIndexSound(int spacing) throws IOException {
    long index2Index = nextDocument(0);
    long index = nextDocument(index2Index);
    if (longAt(index2Index + FIRST_OF_INDEX_2_INDEX) != index) {
      return false;
    }
    long entry = index + FIRST_OF_INDEX;
    long at = nextDocument(index);
    for (int number = 0; at + 4 <= size && isTask(intAt(at)); number++) {
      if (number % spacing == 0) {
        // An entry is written after its task.
        if (longAt(entry) != 0 && longAt(entry) != at) {
          return false;
        }
        entry += Long.BYTES;
      }
      at = nextDocument(at);
    }
    return true;
  }

  /**
   * Whether every place that Chronicle's index names is inside the file: one that is not, Chronicle
   * would look for without end. Reads the index only.
   */
  public boolean isIndexBounded(int entries) throws IOException {
    long index2Index = nextDocument(0);
    long index = nextDocument(index2Index);
    boolean bounded = index < size && longAt(index2Index + FIRST_OF_INDEX_2_INDEX) == index;
    for (int i = 0; i < entries && bounded; i++) {
      long at = longAt(index + FIRST_OF_INDEX + (long) i * Long.BYTES);
      bounded = at >= 0 && at < size;
    }
    return bounded;
  }

  private static boolean isCommitted(int header) {
    return header != 0 && (header & NOT_COMMITTED) == 0;
  }

  private static boolean isTask(int header) {
    return isCommitted(header) && (header & META) == 0;
  }

  /** Where Chronicle's index of the tasks begins. */
  private long indexAt() throws IOException {
    return nextDocument(nextDocument(0));
  }

  private long nextDocument(long at) throws IOException {
    return at + 4 + ((intAt(at) & LENGTH) + 3L & ~3L);
  }

  /** Whether Chronicle's own documents name all that it looks for in them. */
  /** Whether a committed document is the one that Chronicle itself writes there. */
  private boolean isOwn(int document, long from) throws IOException {
    int header = intAt(from);
    if ((header & META) == 0) {
      return false;
    }
    byte[] bytes = new byte[(int) Math.min(Math.min(header & LENGTH, WORDS_END), size - from - 4)];
    copy(from + 4, bytes, bytes.length);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = 0;
    for (String word : OWN_WORDS.get(document)) {
      at = text.indexOf(word, at);
      if (at < 0) {
        return false;
      }
      at += word.length();
    }
    return true;
  }

  /**
   * Finds every whole record of these sequences, wherever it stands and whatever surrounds it: by
   * its own checksum. Its number is its sequence.
   */
  public void salvage(long from, long to, Visitor visitor) throws IOException {
    byte[] bytes = new byte[LARGEST];
    for (long at = 0; at + TaskRecord.HEADER <= size; ) {
      int length = mayBegin(at, from, to) ? TaskRecord.lengthAt(this, at) : -1;
      if (length > 0 && at + length <= size) {
        copy(at, bytes, length);
        long sequence = longAt(at + TaskRecord.SEQUENCE_AT);
        if (TaskRecord.isWhole(bytes, length)) {
          if (!visitor.record(sequence, bytes, length)) {
            return;
          }
          at += length + 3 & ~3;
          continue;
        }
      }
      at += 4;
    }
  }

  private boolean mayBegin(long at, long from, long to) throws IOException {
    int kind = intAt(at + TaskRecord.KIND_AT);
    if (kind < TaskRecord.INLINE || kind > TaskRecord.ENDED) {
      return false;
    }
    long sequence = longAt(at + TaskRecord.SEQUENCE_AT);
    return from <= sequence && sequence < to;
  }

  int intAt(long at) throws IOException {
    return window.getInt(load(at, 4));
  }

  private long longAt(long at) throws IOException {
    return window.getLong(load(at, 8));
  }

  private void copy(long at, byte[] target, int length) throws IOException {
    window.get(load(at, length), target, 0, length);
  }

  /** Where the window has these bytes; beyond the file's end there are zeros. */
  private int load(long at, int length) throws IOException {
    if (at < windowAt || at + length > windowAt + windowSize) {
      windowAt = at;
      windowSize = 0;
      file.seek(at);
      while (windowSize < WINDOW) {
        int read = file.read(window.array(), windowSize, WINDOW - windowSize);
        if (read < 0) {
          Arrays.fill(window.array(), windowSize, WINDOW, (byte) 0);
          windowSize = WINDOW;
          break;
        }
        windowSize += read;
      }
    }
    return (int) (at - windowAt);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
