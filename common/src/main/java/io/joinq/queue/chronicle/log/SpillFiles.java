package io.joinq.queue.chronicle.log;

import io.joinq.queue.DiskFullException;
import io.joinq.queue.QueueException;
import io.joinq.queue.chronicle.files.FileSync;
import io.joinq.queue.chronicle.files.OpenErrors;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Payloads too large for the log, one file each. So segments stay small, and the space of a large
 * payload is free once its task is finished. A file is written under a name that contains its
 * writer. Under the put lock it is renamed to its sequence, before the record that refers to it is
 * committed.
 *
 * <p>Files are read and written through streams: interrupting a thread would close a channel.
 */
public final class SpillFiles {
  /** The largest payload that goes into the log itself. */
  public static final int LARGEST_INLINE = 8 << 10;

  private static final String UNNAMED = "new-";
  private static final Pattern UNNAMED_FILE = Pattern.compile("new-(\\d{1,9})-(\\d{1,18})-\\d+");
  private static final Pattern SEQUENCE = Pattern.compile("0|[1-9]\\d{0,17}");

  private final Path folder;
  private final AtomicLong count = new AtomicLong();

  public SpillFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a payload under a temporary name.
   *
   * @throws DiskFullException if there is no space for it
   */
  public Path write(byte[] payload, int process, long incarnation) {
    Path file =
        folder.resolve(UNNAMED + process + "-" + incarnation + "-" + count.getAndIncrement());
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(payload);
    } catch (IOException e) {
      delete(file);
      if (OpenErrors.isDiskFull(e)) {
        throw new DiskFullException(folder, payload.length);
      }
      throw new QueueException(
          "cannot store a payload of " + payload.length + " bytes: " + e + "; nothing was put", e);
    }
    return file;
  }

  public void name(Path unnamed, long sequence) {
    try {
      Files.move(
          unnamed,
          file(sequence),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new QueueException("cannot store the payload of task-" + sequence + ": " + e, e);
    }
  }

  /** Returns once a named payload is on the disk. */
  public void sync(long sequence) {
    FileSync.syncFile(file(sequence));
    FileSync.syncFolder(folder);
  }

  byte[] read(long sequence) {
    try (FileInputStream in = new FileInputStream(file(sequence).toFile())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new TaskRecord.DamagedRecordException(sequence, "its payload cannot be read: " + e);
    }
  }

  public void delete(long sequence) {
    delete(file(sequence));
  }

  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Left for the sweep, which tries again.
    }
  }

  /**
   * Deletes what crashed processes left: payloads of tasks that have ended, and unnamed files of
   * writers that are gone.
   *
   * @param isWriting whether this incarnation of this process still writes
   */
  public void sweep(LongPredicate hasEnded, BiPredicate<Integer, Long> isWriting)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (isLeft(file.getFileName().toString(), hasEnded, isWriting)) {
          delete(file);
        }
      }
    }
  }

  /* A name that is neither is not ours. */
  private static boolean isLeft(
      String name, LongPredicate hasEnded, BiPredicate<Integer, Long> isWriting) {
    Matcher writer = UNNAMED_FILE.matcher(name);
    if (writer.matches()) {
      return !isWriting.test(Integer.valueOf(writer.group(1)), Long.valueOf(writer.group(2)));
    }
    return sequenceOf(name).isPresent() && hasEnded.test(sequenceOf(name).getAsLong());
  }

  /** The task whose name a file bears; empty if it is none of ours. */
  public static OptionalLong sequenceOf(String name) {
    return SEQUENCE.matcher(name).matches()
        ? OptionalLong.of(Long.parseLong(name))
        : OptionalLong.empty();
  }

  /** The tasks that have a payload here. */
  public List<Long> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> sequenceOf(file.getFileName().toString()))
          .flatMapToLong(OptionalLong::stream)
          .sorted()
          .boxed()
          .toList();
    }
  }

  /** Of the largest payload that is here now; 0 if none is. */
  public long largest() {
    long largest = 0;
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      largest = Math.max(largest, file.length());
    }
    return largest;
  }

  private Path file(long sequence) {
    return folder.resolve(Long.toString(sequence));
  }
}
