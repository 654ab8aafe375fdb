package io.joinq.queue.chronicle.archive;

import io.joinq.queue.QueueException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.chronicle.files.FileSync;
import io.joinq.queue.chronicle.log.SpillFiles;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;

/**
 * A folder of finished tasks, one file each: the task's status and its bytes (a result, the reason
 * of a failure, or the payload of a dead letter). A file is staged under the name of one delivery.
 * It is published under the name of its task once it is decided that this delivery ended the task.
 */
public final class TaskArchive {
  private static final String STAGED = ".staged";

  private final Path folder;
  private final BooleanSupplier synced;

  /**
   * @param synced whether what is published is to be on the disk before anything else happens
   */
  TaskArchive(Path folder, BooleanSupplier synced) {
    this.folder = folder;
    this.synced = synced;
  }

  /** Writes a file under the caller's name. It does not count as the task's end yet. */
  public void stage(TaskStatus status, byte[] bytes, String name) {
    Path file = staged(status.id().sequence(), name);
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(ArchivedTask.encode(status, bytes));
    } catch (IOException e) {
      SpillFiles.delete(file);
      throw new QueueException("cannot store the result of " + status.id() + ": " + e, e);
    }
    if (synced.getAsBoolean()) {
      FileSync.syncFile(file);
    }
  }

  public void unstage(long sequence, String name) {
    SpillFiles.delete(staged(sequence, name));
  }

  /** Makes a staged file the task's end. May be repeated, by anybody. */
  public void publish(long sequence, String name) {
    try {
      Files.move(
          staged(sequence, name),
          file(sequence),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // Somebody else has published it.
    } catch (IOException e) {
      throw new QueueException("cannot publish the result of task-" + sequence + ": " + e, e);
    }
    if (synced.getAsBoolean()) {
      FileSync.syncFolder(folder);
    }
  }

  /**
   * Reads a task's end.
   *
   * @throws QueueException if the file is damaged
   */
  public Optional<ArchivedTask> read(TaskId id) {
    try (FileInputStream in = new FileInputStream(file(id.sequence()).toFile())) {
      return Optional.of(ArchivedTask.decode(id, in.readAllBytes()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new QueueException("cannot read the record of " + id + ": " + e, e);
    }
  }

  /** The tasks that have an end here, oldest first. */
  public List<TaskId> list() {
    List<TaskId> ids = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        // Staged files, and whatever is not ours, have other names.
        SpillFiles.sequenceOf(file.getFileName().toString())
            .ifPresent(sequence -> ids.add(new TaskId(sequence)));
      }
    } catch (IOException e) {
      throw new QueueException("cannot list " + folder + ": " + e, e);
    }
    ids.sort(null);
    return ids;
  }

  public int size() {
    String[] names =
        folder.toFile().list((parent, name) -> SpillFiles.sequenceOf(name).isPresent());
    return names == null ? 0 : names.length;
  }

  /**
   * Adds what has become known of the causes of the tasks that ended since then.
   *
   * @param completed the cause with its detail, or as it was
   */
  public void completeCauses(Instant since, UnaryOperator<Redelivery> completed) {
    for (TaskId id : list()) {
      if (file(id.sequence()).toFile().lastModified() >= since.toEpochMilli()) {
        completeCauses(id, completed);
      }
    }
  }

  /** Adds what has become known of the causes of a task. */
  public void completeCauses(TaskId id, UnaryOperator<Redelivery> completed) {
    List<Redelivery> late = lateCauses(id);
    for (int place = 0; place < late.size(); place++) {
      Redelivery cause = late.get(place);
      String detail = completed.apply(cause).detail();
      if (cause.detail().isEmpty() && !detail.isEmpty()) {
        writeLate(id, place - late.size(), LateDetail.encode(detail));
      }
    }
  }

  private List<Redelivery> lateCauses(TaskId id) {
    try {
      return read(id).map(ArchivedTask::late).orElse(List.of());
    } catch (QueueException e) {
      // Damaged: readers of this task get an error.
      return List.of();
    }
  }

  /* In place: a file that replaced this one would bring back what is deleted meanwhile. */
  private void writeLate(TaskId id, int fromEnd, byte[] detail) {
    Path file = file(id.sequence());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(detail), channel.size() + (long) fromEnd * LateDetail.SIZE);
      if (synced.getAsBoolean()) {
        channel.force(true);
      }
    } catch (NoSuchFileException e) {
      // Deleted meanwhile.
    } catch (IOException e) {
      throw new QueueException("cannot complete the record of " + id + ": " + e, e);
    }
  }

  /** Deletes a task's end, and before it what late publishers have staged of it. */
  void delete(TaskId id) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, id.sequence() + ".*" + STAGED)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(file(id.sequence()));
  }

  /** Deletes the oldest files, to keep at most these numbers of files and bytes. */
  public void prune(int mostFiles, long mostBytes) throws IOException {
    List<TaskId> ids = list();
    long bytes = 0;
    for (int i = ids.size() - 1; i >= 0; i--) {
      Path file = file(ids.get(i).sequence());
      bytes += file.toFile().length();
      if (ids.size() - i > mostFiles || bytes > mostBytes) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Deletes the staged files of tasks that have ended. */
  public void sweepStaged(LongPredicate hasEnded) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + STAGED)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        OptionalLong sequence = SpillFiles.sequenceOf(name.substring(0, name.indexOf('.')));
        if (sequence.isPresent() && hasEnded.test(sequence.getAsLong())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path file(long sequence) {
    return folder.resolve(Long.toString(sequence));
  }

  private Path staged(long sequence, String name) {
    return folder.resolve(sequence + "." + name + STAGED);
  }
}
