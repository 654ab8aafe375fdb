package io.joinq.queue.chronicle.repair;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.DamageReport.Finding;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.archive.TaskArchive;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.QueueShape;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.files.OpenErrors;
import io.joinq.queue.chronicle.log.LogPosition;
import io.joinq.queue.chronicle.log.SegmentFile;
import io.joinq.queue.chronicle.log.SegmentNames;
import io.joinq.queue.chronicle.log.SegmentScan;
import io.joinq.queue.chronicle.log.TaskLog;
import io.joinq.queue.chronicle.log.TaskRecord;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Finds damage in the files of a queue. It changes nothing, takes no lock, and maps only the
 * control file. Other processes may work meanwhile; tasks that they finish during the check are not
 * reported as missing.
 */
public final class Verifier {
  private final QueueFiles files;
  private final List<Finding> controlFindings = new ArrayList<>();
  private final List<Finding> logFindings = new ArrayList<>();
  private final List<Finding> otherFindings = new ArrayList<>();
  private final List<Path> damagedArchives = new ArrayList<>();
  private final TreeMap<Integer, SegmentScan> segments = new TreeMap<>();

  /** Null if it cannot be read. */
  private ControlFile control;

  private int segmentTasks = TaskLog.MAX_SEGMENT_TASKS;

  private Verifier(QueueFiles files) {
    this.files = files;
  }

  /**
   * @throws QueueOpenException if there is no queue, or it is of another version
   */
  public static Verifier of(QueueFiles files) {
    requireQueue(files);
    Verifier verifier = new Verifier(files);
    try {
      verifier.verifyControl();
      verifier.verifyLog();
      verifier.verifyArchive(files.results(), files.folder().resolve("results"), "its result");
      verifier.verifyArchive(
          files.deadLetters(), files.folder().resolve("dead"), "this dead letter");
      return verifier;
    } catch (IOException e) {
      throw OpenErrors.of("read", files.folder(), e);
    }
  }

  /**
   * @throws QueueOpenException if there is no queue
   */
  static void requireQueue(QueueFiles files) {
    try {
      if (!Files.exists(files.control()) && SegmentNames.in(files.log()).isEmpty()) {
        throw new QueueOpenException("no queue in " + files.folder());
      }
    } catch (IOException e) {
      throw OpenErrors.of("read", files.folder(), e);
    }
  }

  private void verifyControl() {
    String consequence = "the queue cannot be opened, and repair recreates it from the log";
    if (!Files.exists(files.control())) {
      add(controlFindings, files.control(), "is missing", consequence);
    } else {
      try {
        control = ControlFile.open(files.control(), false);
        for (String fault : ControlCheck.faultsOf(control)) {
          add(controlFindings, files.control(), fault, consequence);
        }
      } catch (ControlFile.DamagedException e) {
        add(controlFindings, files.control(), e.how(), consequence);
      }
    }
    segmentTasks =
        control != null
            ? control.shape().segmentTasks()
            : ControlFile.shapeOf(files.control())
                .map(QueueShape::segmentTasks)
                .orElse(Integer.getInteger("joinq.segmentTasks", TaskLog.MAX_SEGMENT_TASKS));
  }

  private void verifyLog() throws IOException {
    long low = soundControl() == null ? 0 : Snapshot.lowWater(control, new LeaseSlots(control));
    long appended = soundControl() == null ? Long.MAX_VALUE : control.get(APPENDED);
    LogPosition position = new LogPosition(segmentTasks);
    for (var segment : SegmentNames.in(files.log()).entrySet()) {
      long first = (long) (segment.getKey() - 1) * segmentTasks;
      if (Files.exists(segment.getValue())) {
        SegmentScan scan = SegmentScan.of(segment.getValue(), first, segmentTasks);
        segments.put(segment.getKey(), scan);
        verifySegment(scan, low, Math.min(appended, first + segmentTasks));
      }
    }
    if (soundControl() != null && appended > 0) {
      verifyNoneIsMissing(position, Math.min(low, appended - 1), appended);
    }
  }

  private void verifySegment(SegmentScan scan, long low, long appended) throws IOException {
    if (scan.fault() != null) {
      String consequence =
          scan.whole().cardinality() + " of its tasks can be read one by one, repair rewrites it";
      add(logFindings, scan.path(), scan.fault(), consequence);
    }
    long end = soundControl() == null ? scan.end() : appended;
    for (long sequence = Math.max(low, scan.first()); sequence < end; sequence++) {
      if (!scan.has(sequence) && isWanted(sequence)) {
        add(
            logFindings,
            scan.path(),
            "the record of task-" + sequence + " is damaged",
            "the task becomes a dead letter when it is claimed");
      }
    }
    verifySpills(scan, low, end);
  }

  private void verifySpills(SegmentScan scan, long low, long end) throws IOException {
    try (SegmentFile file = new SegmentFile(scan.path())) {
      file.salvage(
          Math.max(low, scan.first()),
          end,
          (sequence, bytes, length) -> {
            verifyContent(scan.path(), sequence, bytes, length);
            return true;
          });
    }
  }

  private void verifyContent(Path segment, long sequence, byte[] bytes, int length) {
    Path holder = segment;
    try {
      TaskRecord record = TaskRecord.decode(bytes, length, sequence);
      if (record.isSpilled()) {
        holder = files.folder().resolve("spill").resolve(Long.toString(sequence));
        record.payload(files.spills());
      }
    } catch (TaskRecord.DamagedRecordException e) {
      if (isWanted(sequence)) {
        String consequence = "the task becomes a dead letter when it is claimed";
        add(otherFindings, holder, e.getMessage(), consequence);
      }
    }
  }

  private void verifyNoneIsMissing(LogPosition position, long low, long appended) {
    for (int cycle = position.cycle(low); cycle <= position.cycle(appended - 1); cycle++) {
      long last = Math.min((long) cycle * segmentTasks, appended) - 1;
      if (!segments.containsKey(cycle) && (isWanted(last) || last == appended - 1)) {
        add(
            logFindings,
            SegmentNames.file(files.log(), cycle),
            "is missing",
            "the tasks in it up to task-" + last + " are lost, and the queue cannot be opened");
      }
    }
  }

  /** Whether the task has not ended meanwhile; without a control file nothing says so. */
  private boolean isWanted(long sequence) {
    if (soundControl() == null) {
      return true;
    }
    if (sequence >= CursorWord.sequence(control.get(CURSOR))) {
      return true;
    }
    LeaseSlots slots = new LeaseSlots(control);
    for (int slot = 0; slot < slots.size(); slot++) {
      if (slots.sequence(slot) == sequence && SlotWord.state(slots.word(slot)).isHeld()) {
        return true;
      }
    }
    return false;
  }

  private void verifyArchive(TaskArchive archive, Path folder, String what) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (TaskId id : archive.list()) {
      try {
        archive.read(id);
      } catch (QueueException | IllegalArgumentException e) {
        Path file = folder.resolve(Long.toString(id.sequence()));
        damagedArchives.add(file);
        add(otherFindings, file, String.valueOf(e.getMessage()), what + " cannot be read");
      }
    }
  }

  private static void add(List<Finding> findings, Path file, String what, String consequence) {
    findings.add(new Finding(file.toString(), what, consequence));
  }

  public List<Finding> findings() {
    List<Finding> all = new ArrayList<>(controlFindings);
    all.addAll(logFindings);
    all.addAll(otherFindings);
    return all;
  }

  /** The control file, or null if it is missing or damaged. */
  ControlFile soundControl() {
    return controlFindings.isEmpty() ? control : null;
  }

  boolean isLogSound() {
    return logFindings.isEmpty();
  }

  int segmentTasks() {
    return segmentTasks;
  }

  /** What there is of each segment, by its cycle. */
  NavigableMap<Integer, SegmentScan> segments() {
    return segments;
  }

  /** Results and dead letters that cannot be read. */
  List<Path> damagedArchives() {
    return damagedArchives;
  }
}
