package io.joinq.queue.chronicle.log;

import io.joinq.queue.QueueException;
import io.joinq.queue.chronicle.files.FileSync;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * A sequence below which all tasks have ended, on disk: magic 4, sequence 8, CRC-32C of both 4, big
 * endian. After a power failure the control file is not reliable, and delivery restarts here.
 */
public final class Checkpoint {
  private static final String UNFINISHED = "checkpoint.new-";
  private static final int MAGIC = 0x4a51_4331;
  private static final int SIZE = 16;

  private final Path file;
  private long written = -1;

  public Checkpoint(Path file) {
    this.file = file;
  }

  /** Deletes what crashed processes left; no other process has the queue open. */
  public void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(file.toAbsolutePath().getParent(), UNFINISHED + "*")) {
      for (Path unfinished : files) {
        Files.deleteIfExists(unfinished);
      }
    }
  }

  /**
   * Writes the sequence unless it is the one that was written last. Processes may take turns.
   *
   * @param process the writer's place in the process table, which is nobody else's
   */
  public void write(long sequence, int process) {
    if (sequence == written) {
      return;
    }
    Path unfinished = file.resolveSibling(UNFINISHED + process);
    try {
      try (FileOutputStream out = new FileOutputStream(unfinished.toFile())) {
        out.write(encode(sequence));
      }
      FileSync.syncFile(unfinished);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      FileSync.syncFolder(file.getParent());
    } catch (IOException e) {
      throw new QueueException("cannot write " + file + ": " + e, e);
    }
    written = sequence;
  }

  private static byte[] encode(long sequence) {
    ByteBuffer buffer = ByteBuffer.allocate(SIZE).putInt(MAGIC).putLong(sequence);
    return buffer.putInt(crc(buffer.array())).array();
  }

  /**
   * The sequence, or empty if there is none.
   *
   * @throws QueueException if the file is damaged
   */
  public OptionalLong read() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      if (bytes.length != SIZE || buffer.getInt(0) != MAGIC || buffer.getInt(12) != crc(bytes)) {
        throw new QueueException(file + " is damaged; remove it to have all tasks delivered again");
      }
      return OptionalLong.of(buffer.getLong(4));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new QueueException("cannot read " + file + ": " + e, e);
    }
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 12);
    return (int) crc.getValue();
  }
}
