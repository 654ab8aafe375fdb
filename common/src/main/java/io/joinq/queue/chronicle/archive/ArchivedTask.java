package io.joinq.queue.chronicle.archive;

import io.joinq.queue.QueueException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * A task that has ended, and the bytes that are kept of it. The file is, big endian: magic 4,
 * CRC-32C of all that follows but the late details 4, count of the late details 2, state 1,
 * attempts 2, put at, claimed at (-1 never) and finished at 8 each in ms since 1970, worker 4 (-1
 * none), count of causes 2, the causes (attempt 2, code 2, pid 8, at 8, detail as {@link
 * DataOutputStream#writeUTF}), length 4, bytes, late details.
 *
 * <p>There is a {@link LateDetail} for each cause of which only its parent could say more, and has
 * not yet. It is the only part of a file that changes.
 *
 * @param late the causes that have a late detail, in the order of those
 */
public record ArchivedTask(TaskStatus status, byte[] bytes, List<Redelivery> late) {
  private static final int MAGIC = 0x4a51_5432;
  private static final int PREFIX = 8;
  private static final int DONE = 1;
  private static final int FAILED = 2;
  private static final int DEAD = 3;

  static byte[] encode(TaskStatus status, byte[] bytes) {
    ByteArrayOutputStream array = new ByteArrayOutputStream(bytes.length + 256);
    int late = (int) status.causes().stream().filter(LateDetail::isAwaited).count();
    try (DataOutputStream out = new DataOutputStream(array)) {
      out.writeShort(late);
      out.writeByte(code(status.state()));
      out.writeShort(status.attempts());
      out.writeLong(status.enqueuedAt().toEpochMilli());
      out.writeLong(status.startedAt().map(Instant::toEpochMilli).orElse(-1L));
      out.writeLong(status.finishedAt().orElseThrow().toEpochMilli());
      out.writeInt(status.worker().orElse(-1));
      out.writeShort(status.causes().size());
      for (Redelivery cause : status.causes()) {
        out.writeShort(cause.attempt());
        out.writeShort(cause.cause().code());
        out.writeLong(cause.pid());
        out.writeLong(cause.at().toEpochMilli());
        out.writeUTF(cause.detail());
      }
      out.writeInt(bytes.length);
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail", e);
    }
    return withPrefix(array.toByteArray(), late);
  }

  private static byte[] withPrefix(byte[] body, int late) {
    ByteArrayOutputStream file = new ByteArrayOutputStream(PREFIX + body.length);
    try (DataOutputStream out = new DataOutputStream(file)) {
      out.writeInt(MAGIC);
      out.writeInt(crc(body, 0, body.length));
      out.write(body);
      out.write(new byte[late * LateDetail.SIZE]);
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail", e);
    }
    return file.toByteArray();
  }

  /**
   * @throws QueueException if the file is not whole
   */
  static ArchivedTask decode(TaskId id, byte[] file) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(file))) {
      boolean whole = in.readInt() == MAGIC;
      int crc = in.readInt();
      int lateCount = in.readShort();
      if (!whole || crc != crc(file, PREFIX, LateDetail.offset(file, lateCount, 0))) {
        throw new QueueException("the record of " + id + " is damaged: its checksum is wrong");
      }
      TaskState state = state(in.readByte());
      int attempts = in.readShort();
      Instant enqueued = Instant.ofEpochMilli(in.readLong());
      long started = in.readLong();
      Instant finished = Instant.ofEpochMilli(in.readLong());
      int worker = in.readInt();
      List<Redelivery> late = new ArrayList<>();
      TaskStatus status =
          new TaskStatus(
              id,
              state,
              attempts,
              enqueued,
              started < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(started)),
              Optional.of(finished),
              worker < 0 ? OptionalInt.empty() : OptionalInt.of(worker),
              causes(in, file, lateCount, late));
      return new ArchivedTask(status, in.readNBytes(in.readInt()), List.copyOf(late));
    } catch (IOException e) {
      throw new QueueException("the record of " + id + " is damaged: it is truncated", e);
    }
  }

  private static List<Redelivery> causes(
      DataInputStream in, byte[] file, int lateCount, List<Redelivery> late) throws IOException {
    int count = in.readShort();
    List<Redelivery> causes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int attempt = in.readShort();
      Redelivery.Cause cause = Redelivery.Cause.of(in.readShort());
      long pid = in.readLong();
      Instant at = Instant.ofEpochMilli(in.readLong());
      Redelivery written = new Redelivery(attempt, cause, in.readUTF(), pid, at);
      boolean isLate = late.size() < lateCount && LateDetail.isAwaited(written);
      if (isLate) {
        late.add(LateDetail.read(file, lateCount, late.size(), written));
      }
      causes.add(isLate ? late.get(late.size() - 1) : written);
    }
    return causes;
  }

  private static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, Math.max(0, to - from));
    return (int) crc.getValue();
  }

  private static int code(TaskState state) {
    return switch (state) {
      case DONE -> DONE;
      case FAILED -> FAILED;
      case DEAD -> DEAD;
      case QUEUED, RUNNING -> throw new IllegalArgumentException(state + " is not a final state");
    };
  }

  private static TaskState state(int code) {
    return switch (code) {
      case DONE -> TaskState.DONE;
      case FAILED -> TaskState.FAILED;
      case DEAD -> TaskState.DEAD;
      default -> throw new QueueException("unknown final state: " + code);
    };
  }
}
