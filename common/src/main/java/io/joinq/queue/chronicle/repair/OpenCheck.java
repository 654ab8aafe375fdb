package io.joinq.queue.chronicle.repair;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.os.ProcFs;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.log.LogPosition;
import io.joinq.queue.chronicle.log.SegmentFile;
import io.joinq.queue.chronicle.log.SegmentNames;
import io.joinq.queue.chronicle.log.TaskLog;
import io.joinq.queue.chronicle.log.UnbegunSegments;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The checks of the first process that opens a queue, under the open lock, before it maps or
 * changes anything: the words of the control file, the start of each needed segment, and all of the
 * last segment. An unusable queue is refused, with the remedy. Records are checked when they are
 * read.
 */
public final class OpenCheck {
  private static final String TABLE = "metadata.cq4t";

  /** What Chronicle's table of segments takes when it is made. */
  private static final long TABLE_SPACE = 64 << 10;

  private final QueueFiles files;
  private final ControlFile control;
  private final LogPosition position;

  private OpenCheck(QueueFiles files, ControlFile control) {
    this.files = files;
    this.control = control;
    this.position = new LogPosition(control.shape().segmentTasks());
  }

  /**
   * @throws QueueOpenException if the queue cannot be used as it is; nothing was changed then
   */
  public static void requireSound(QueueFiles files, ControlFile control) throws IOException {
    OpenCheck check = new OpenCheck(files, control);
    // After a reboot the words and the log may differ; they are made to agree when both are open.
    boolean rebooted = !control.bootId().equals(ProcFs.bootId());
    if (!rebooted) {
      check.requireSoundWords();
    }
    check.requireNothingForeign();
    if (!rebooted) {
      UnbegunSegments.setAside(files.log(), check.position.firstUnbegun(control.get(APPENDED)));
    }
    check.requireSegments(rebooted);
    check.renewTable();
  }

  private void requireSoundWords() {
    List<String> faults = ControlCheck.faultsOf(control);
    if (!faults.isEmpty()) {
      throw damaged(files.control(), String.join(", and ", faults));
    }
  }

  /* Chronicle gives up at a segment whose name it cannot read. */
  private void requireNothingForeign() throws IOException {
    NavigableMap<Integer, Path> segments = SegmentNames.in(files.log());
    try (DirectoryStream<Path> all = Files.newDirectoryStream(files.log(), "*.cq4")) {
      for (Path file : all) {
        if (!segments.containsValue(file)) {
          throw new QueueOpenException(
              file + " is not a file of this queue; move it away, nothing was changed");
        }
      }
    }
  }

  private void requireSegments(boolean rebooted) throws IOException {
    NavigableMap<Integer, Path> segments = SegmentNames.in(files.log());
    long appended = control.get(APPENDED);
    if (segments.isEmpty() && (appended == 0 || rebooted)) {
      return;
    }
    if (!rebooted) {
      requireAllNeeded(segments, appended);
    }
    Map.Entry<Integer, Path> last = segments.lastEntry();
    for (Path segment : segments.values()) {
      boolean isLast = segment.equals(last.getValue());
      SegmentFile.Chain chain = walk(segment, isLast);
      if (isLast || chain.records() == 0) {
        requireWhole(segment, chain);
      }
      if (isLast && !rebooted) {
        long count = (long) (last.getKey() - 1) * position.segmentTasks() + chain.records();
        requireCount(segment, count, appended);
      }
    }
  }

  private void requireAllNeeded(Map<Integer, Path> segments, long appended) {
    if (appended == 0) {
      return;
    }
    long low = Math.min(Snapshot.lowWater(control, new LeaseSlots(control)), appended - 1);
    for (int cycle = position.cycle(low); cycle <= position.cycle(appended - 1); cycle++) {
      if (!segments.containsKey(cycle)) {
        throw damaged(SegmentNames.file(files.log(), cycle), "is missing");
      }
    }
  }

  private static SegmentFile.Chain walk(Path segment, boolean all) throws IOException {
    try (SegmentFile file = new SegmentFile(segment)) {
      SegmentFile.Chain chain = file.walk((number, bytes, length) -> all);
      if (chain.records() > 0 && !file.isIndexBounded(TaskLog.INDEX_COUNT)) {
        throw damaged(segment, "has a wrong index");
      }
      if (chain.records() == 0 && chain.isWhole() && !file.isUnbegun()) {
        throw damaged(segment, "ends before its first task, but more stands behind");
      }
      return chain;
    }
  }

  private static void requireWhole(Path segment, SegmentFile.Chain chain) {
    if (!chain.isWhole()) {
      throw damaged(segment, chain.damage());
    }
  }

  private void requireCount(Path segment, long count, long appended) {
    long claimed = CursorWord.sequence(control.get(CURSOR));
    if (count < appended) {
      throw damaged(
          segment,
          "ends at task-"
              + (count - 1)
              + ", but "
              + appended
              + " tasks were put, and "
              + claimed
              + " of them claimed");
    }
    // A producer that died after its commit is one ahead.
    if (count > appended + 1) {
      throw damaged(
          files.control(),
          "says that " + appended + " tasks were put, but the log has " + count + " of them");
    }
  }

  /**
   * Recreates Chronicle's table of segments, which has no checksum and repeats what the folder
   * shows. Without disk space for that, the old one stays.
   */
  private void renewTable() throws IOException {
    Path table = files.log().resolve(TABLE);
    if (files.log().toFile().getUsableSpace() >= TABLE_SPACE) {
      Files.deleteIfExists(table);
    } else if (!Files.exists(table)) {
      throw new QueueOpenException(
          "cannot open the log in " + files.log() + ": the disk is full; free space");
    }
  }

  private static QueueOpenException damaged(Path file, String how) {
    return new QueueOpenException(
        file + " is damaged: it " + how + "; nothing was changed. " + ControlFile.REMEDY);
  }
}
