package io.joinq.queue.chronicle.control;

import static io.joinq.queue.chronicle.control.ControlLayout.BOOT_ID_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.CAPACITY_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.HEADER_CRC_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.MAGIC;
import static io.joinq.queue.chronicle.control.ControlLayout.MAGIC_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.PROCESSES_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.SEGMENT_TASKS_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.SLOTS_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.VERSION;
import static io.joinq.queue.chronicle.control.ControlLayout.VERSION_AT;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.files.OpenErrors;
import io.joinq.queue.chronicle.log.SpillFiles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The mapped control file: creation, checks on opening, and access to its words with the memory
 * ordering that {@link ControlLayout} specifies. It knows no protocol. All methods except the
 * factories are thread-safe; none blocks.
 */
public final class ControlFile {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private static final int ZEROS = 1 << 16;

  /** What to do about a damaged queue; ends a message. */
  public static final String REMEDY =
      "Run 'queue verify' to see what is lost, and 'queue repair' to repair it";

  private final MappedByteBuffer memory;
  private final QueueShape shape;

  private ControlFile(MappedByteBuffer memory, QueueShape shape) {
    this.memory = memory;
    this.shape = shape;
  }

  /** Creates the file of a new queue. */
  public static void create(Path file, QueueShape shape, UUID boot) throws IOException {
    create(file, shape, boot, control -> {});
  }

  /**
   * Creates the file; the caller holds the open lock. A crash leaves no half-made file behind, and
   * a full disk none that would fail later: every page of it is written.
   *
   * @param beginning sets the words that do not begin at zero
   */
  public static void create(Path file, QueueShape shape, UUID boot, Consumer<ControlFile> beginning)
      throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    try {
      write(unfinished, shape, boot, beginning);
    } catch (IOException e) {
      SpillFiles.delete(unfinished);
      throw e;
    }
    FailPoint.OPEN_CONTROL_WRITTEN.reached();
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(
      Path unfinished, QueueShape shape, UUID boot, Consumer<ControlFile> beginning)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long size = ControlLayout.fileSize(shape);
      for (long at = 0; at < size; ) {
        at += channel.write(ByteBuffer.allocate((int) Math.min(ZEROS, size - at)), at);
      }
      MappedByteBuffer memory = channel.map(MapMode.READ_WRITE, 0, size);
      memory.order(ByteOrder.nativeOrder());
      memory.putInt(VERSION_AT, VERSION);
      memory.putInt(CAPACITY_AT, shape.capacity());
      memory.putInt(SLOTS_AT, shape.slots());
      memory.putInt(PROCESSES_AT, shape.processes());
      memory.putInt(SEGMENT_TASKS_AT, shape.segmentTasks());
      memory.putInt(HEADER_CRC_AT, headerCrc(memory));
      memory.putLong(BOOT_ID_AT, boot.getMostSignificantBits());
      memory.putLong(BOOT_ID_AT + 8, boot.getLeastSignificantBits());
      beginning.accept(new ControlFile(memory, shape));
      memory.putLong(MAGIC_AT, MAGIC);
    }
  }

  /**
   * Maps an existing file.
   *
   * @param writable false for an observer
   * @throws QueueOpenException if it is not a control file that this version can use
   */
  public static ControlFile open(Path file, boolean writable) {
    try (FileChannel channel =
        writable
            ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
            : FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < ControlLayout.HEADER_SIZE || size > Integer.MAX_VALUE) {
        throw damaged(file, "is " + size + " bytes long");
      }
      MappedByteBuffer memory =
          channel.map(writable ? MapMode.READ_WRITE : MapMode.READ_ONLY, 0, size);
      memory.order(ByteOrder.nativeOrder());
      return new ControlFile(memory, checked(file, memory, size));
    } catch (IOException e) {
      throw OpenErrors.of("open", file, e);
    }
  }

  /** The shape that a damaged file's header still tells; empty if that is damaged too. */
  public static Optional<QueueShape> shapeOf(Path file) {
    ByteBuffer header = ByteBuffer.allocate(BOOT_ID_AT).order(ByteOrder.nativeOrder());
    try (InputStream in = Files.newInputStream(file)) {
      boolean whole = in.readNBytes(header.array(), 0, BOOT_ID_AT) == BOOT_ID_AT;
      return whole && header.getInt(HEADER_CRC_AT) == headerCrc(header)
          ? Optional.of(shape(header))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static QueueShape shape(ByteBuffer memory) {
    return new QueueShape(
        memory.getInt(CAPACITY_AT),
        memory.getInt(SLOTS_AT),
        memory.getInt(PROCESSES_AT),
        memory.getInt(SEGMENT_TASKS_AT));
  }

  private static QueueShape checked(Path file, ByteBuffer memory, long size) {
    long magic = memory.getLong(MAGIC_AT);
    if (magic != MAGIC) {
      if (Long.reverseBytes(magic) == MAGIC) {
        throw damaged(file, "was written on a machine of the other byte order");
      }
      throw damaged(file, "is not a control file");
    }
    int version = memory.getInt(VERSION_AT);
    if (version != VERSION) {
      throw new QueueOpenException(
          file
              + " has format version "
              + version
              + ", this program reads version "
              + VERSION
              + "; use the program that wrote it, or another folder");
    }
    if (memory.getInt(HEADER_CRC_AT) != headerCrc(memory)) {
      throw damaged(file, "has a wrong header checksum");
    }
    QueueShape shape = shape(memory);
    if (size != ControlLayout.fileSize(shape)) {
      throw damaged(file, "is " + size + " bytes long, not " + ControlLayout.fileSize(shape));
    }
    return shape;
  }

  private static DamagedException damaged(Path file, String how) {
    return new DamagedException(file, how);
  }

  /** It is, or was, a control file, but cannot be used. */
  public static final class DamagedException extends QueueOpenException {
    private static final long serialVersionUID = 1L;
    private final String how;

    DamagedException(Path file, String how) {
      super(file + " is damaged: it " + how + "; nothing was changed. " + REMEDY);
      this.how = how;
    }

    public String how() {
      return how;
    }
  }

  private static int headerCrc(ByteBuffer memory) {
    CRC32C crc = new CRC32C();
    crc.update(memory.slice(VERSION_AT, HEADER_CRC_AT - VERSION_AT));
    return (int) crc.getValue();
  }

  public QueueShape shape() {
    return shape;
  }

  public UUID bootId() {
    return new UUID(memory.getLong(BOOT_ID_AT), memory.getLong(BOOT_ID_AT + 8));
  }

  public void setBootId(UUID boot) {
    memory.putLong(BOOT_ID_AT, boot.getMostSignificantBits());
    memory.putLong(BOOT_ID_AT + 8, boot.getLeastSignificantBits());
  }

  /** Where the kernel finds the word at this offset; valid while this object is reachable. */
  Pointer address(int offset) {
    return Native.getDirectBufferPointer(memory).share(offset);
  }

  /** Offset of a slot. */
  public int slot(int index) {
    return ControlLayout.slotTable(shape.processes()) + index * ControlLayout.SLOT_SIZE;
  }

  /** Offset of the word that says when a queued task was put. */
  public int enqueuedAt(long sequence) {
    return ControlLayout.enqueuedTable(shape.processes(), shape.slots())
        + 8 * (int) (sequence % shape.capacity());
  }

  public long get(int offset) {
    return (long) LONG.getVolatile(memory, offset);
  }

  public void set(int offset, long value) {
    LONG.setVolatile(memory, offset, value);
  }

  void setRelease(int offset, long value) {
    LONG.setRelease(memory, offset, value);
  }

  public long getPlain(int offset) {
    return (long) LONG.get(memory, offset);
  }

  public void setPlain(int offset, long value) {
    LONG.set(memory, offset, value);
  }

  public boolean compareAndSet(int offset, long expected, long value) {
    return LONG.compareAndSet(memory, offset, expected, value);
  }

  public void add(int offset, long delta) {
    LONG.getAndAdd(memory, offset, delta);
  }

  void setBits(int offset, long bits) {
    LONG.getAndBitwiseOr(memory, offset, bits);
  }

  /** Adds one; returns the sum. */
  long increment(int offset) {
    return (long) LONG.getAndAdd(memory, offset, 1L) + 1;
  }

  int getInt(int offset) {
    return (int) INT.getVolatile(memory, offset);
  }

  boolean compareAndSetInt(int offset, int expected, int value) {
    return INT.compareAndSet(memory, offset, expected, value);
  }

  void setIntPlain(int offset, int value) {
    INT.set(memory, offset, value);
  }

  short getShortPlain(int offset) {
    return memory.getShort(offset);
  }

  void setShortPlain(int offset, short value) {
    memory.putShort(offset, value);
  }

  void getBytes(int offset, byte[] target) {
    memory.get(offset, target);
  }

  void setBytes(int offset, byte[] source) {
    memory.put(offset, source);
  }
}
