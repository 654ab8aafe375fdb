package io.joinq.queue.chronicle.repair;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;
import static io.joinq.queue.chronicle.control.ControlLayout.PUT_LOCK;

import io.joinq.os.ProcFs;
import io.joinq.queue.DamageReport;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.archive.TaskArchive;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.control.QueueShape;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.files.OpenErrors;
import io.joinq.queue.chronicle.log.SegmentNames;
import io.joinq.queue.chronicle.log.SegmentScan;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * Repairs what {@link Verifier} finds, while no process has the queue open. It builds the new log
 * and control file beside the old ones and renames them at the end, the log first. After a crash,
 * run the repair again.
 *
 * <p>Without a control file it is unknown what was claimed. So all tasks of the log are delivered
 * again, except those with a result or a dead letter.
 */
public final class Repairer {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

  private static final String REBUILT = "log.repaired";

  private final QueueFiles files;
  private final Verifier found;
  private final String suffix = ".damaged-" + LocalDateTime.now(ZoneOffset.UTC).format(STAMP);
  private final List<String> repairs = new ArrayList<>();

  /** Null if it must be recreated. */
  private final ControlFile control;

  private final QueueShape shape;
  private final Set<Long> ended = new HashSet<>();
  private long from;
  private long low;
  private long appended;

  private Repairer(QueueFiles files, Verifier found, OptionalInt capacity) {
    this.files = files;
    this.found = found;
    this.control = found.soundControl() == null ? null : ControlFile.open(files.control(), true);
    this.shape = control == null ? shapeOf(files, found, capacity) : control.shape();
  }

  /**
   * @param capacity counts if the control file does not tell it any more
   * @throws QueueOpenException if the queue is open, or the capacity is needed and not given
   */
  public static DamageReport repair(QueueFiles files, OptionalInt capacity) {
    Verifier.requireQueue(files);
    try (ProcessLocks locks = new ProcessLocks(files.processLocks())) {
      requireNobody(files, locks);
      finishEarlierRepair(files);
      Verifier found = Verifier.of(files);
      Repairer repairer = new Repairer(files, found, capacity);
      repairer.repair();
      return new DamageReport(found.findings(), repairer.repairs);
    } catch (IOException e) {
      throw OpenErrors.of("repair", files.folder(), e);
    }
  }

  /** After this, no process can open the queue until the locks are closed. */
  private static void requireNobody(QueueFiles files, ProcessLocks locks) {
    TreeSet<Integer> holders = new TreeSet<>();
    if (!locks.tryLockOpen()) {
      holders.add(locks.openHolder());
    }
    for (int i = 0; i < QueueShape.MAX_PROCESSES; i++) {
      holders.add(locks.holder(i));
    }
    holders.remove(-1);
    if (!holders.isEmpty()) {
      throw new QueueOpenException(
          "the queue in "
              + files.folder()
              + " is open in the processes "
              + holders
              + "; end them before the repair, nothing was changed");
    }
  }

  /** A new log that is whole, and has not got its name: the old one was moved away already. */
  private static void finishEarlierRepair(QueueFiles files) throws IOException {
    Path rebuilt = files.folder().resolve(REBUILT);
    if (Files.exists(rebuilt) && SegmentNames.in(files.log()).isEmpty()) {
      delete(files.log());
      Files.move(rebuilt, files.log());
    }
  }

  private static QueueShape shapeOf(QueueFiles files, Verifier found, OptionalInt capacity) {
    return ControlFile.shapeOf(files.control())
        .orElseGet(
            () -> {
              int given =
                  capacity.orElseThrow(
                      () ->
                          new QueueOpenException(
                              files.control()
                                  + " does not tell the capacity any more; repair with --capacity"
                                  + " N, nothing was changed"));
              QueueShape usual = QueueShape.forCapacity(given);
              return new QueueShape(given, usual.slots(), usual.processes(), found.segmentTasks());
            });
  }

  private void repair() throws IOException {
    measure();
    if (control == null || !found.isLogSound()) {
      rebuildLog();
    }
    if (control == null) {
      rebuildControl();
    }
    for (Path archive : found.damagedArchives()) {
      Path kept = archive.resolveSibling(archive.getFileName() + ".damaged");
      Files.move(archive, kept, StandardCopyOption.REPLACE_EXISTING);
      repairs.add(archive + " is unreadable, and kept as " + kept);
    }
    sweep();
  }

  /** What tasks there are, and which of them have ended. */
  private void measure() throws IOException {
    long end = found.segments().values().stream().mapToLong(SegmentScan::end).max().orElse(0);
    if (control != null) {
      appended = Math.max(control.get(APPENDED), end);
      low = Math.min(Snapshot.lowWater(control, new LeaseSlots(control)), appended);
    } else {
      for (TaskArchive archive : List.of(files.results(), files.deadLetters())) {
        archive.list().stream().map(TaskId::sequence).forEach(ended::add);
      }
      TreeSet<Long> named = new TreeSet<>(files.spills().list());
      named.addAll(ended);
      appended = Math.max(end, named.isEmpty() ? 0 : named.last() + 1);
      low =
          found.segments().isEmpty() ? appended : found.segments().firstEntry().getValue().first();
    }
    long newest = Math.max(0, Math.min(low, appended - 1));
    from = newest / shape.segmentTasks() * shape.segmentTasks();
  }

  private LongPredicate hasEnded() {
    if (control == null) {
      return sequence -> ended.contains(sequence);
    }
    long cursor = CursorWord.sequence(control.get(CURSOR));
    LeaseSlots slots = new LeaseSlots(control);
    Set<Long> held = new HashSet<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      SlotState state = SlotWord.state(slots.word(slot));
      if (state.isHeld() || state == SlotState.INTENT) {
        held.add(slots.sequence(slot));
      }
    }
    return sequence -> sequence < cursor && !held.contains(sequence);
  }

  private void rebuildLog() throws IOException {
    Path rebuilt = files.folder().resolve(REBUILT);
    delete(rebuilt);
    QueueFiles.createPrivate(rebuilt);
    LogRebuild rebuild = new LogRebuild(found.segments(), shape.segmentTasks(), hasEnded());
    try {
      rebuild.write(rebuilt, from, appended);
    } catch (RuntimeException e) {
      delete(rebuilt);
      throw e;
    }
    Path kept = files.folder().resolve("log" + suffix);
    if (Files.exists(files.log())) {
      Files.move(files.log(), kept);
    }
    Files.move(rebuilt, files.log());
    repairs.add(
        files.log()
            + " is rewritten with "
            + rebuild.kept()
            + " unfinished tasks; "
            + rebuild.lost()
            + " are lost and become dead letters when they are claimed; the old one is kept as "
            + kept);
    if (control != null) {
      control.set(APPENDED, appended);
      control.set(PUT_LOCK, 0);
    }
  }

  private void rebuildControl() throws IOException {
    long cursor = from;
    while (cursor < appended && ended.contains(cursor)) {
      cursor++;
    }
    long first = cursor;
    String kept = "there was none";
    if (Files.exists(files.control())) {
      Path copy = files.folder().resolve("control" + suffix);
      Files.copy(files.control(), copy);
      kept = "the old one is kept as " + copy;
    }
    long now = System.currentTimeMillis();
    ControlFile.create(
        files.control(),
        shape,
        ProcFs.bootId(),
        created -> {
          created.set(APPENDED, appended);
          created.set(CURSOR, CursorWord.movedTo(0, first));
          for (long s = Math.max(0, appended - shape.capacity()); s < appended; s++) {
            created.setPlain(created.enqueuedAt(s), now);
          }
        });
    long again = appended - first - ended.stream().filter(s -> s >= first).count();
    repairs.add(
        files.control()
            + " is recreated with capacity "
            + shape.capacity()
            + "; "
            + kept
            + "; which tasks were claimed is unknown, so "
            + again
            + " are delivered again, also those that were finished without a result");
  }

  private void sweep() throws IOException {
    long below = control == null ? from : low;
    files.spills().sweep(sequence -> sequence < below, (process, incarnation) -> false);
    long stagedBelow = control == null ? Long.MAX_VALUE : low;
    files.results().sweepStaged(sequence -> sequence < stagedBelow);
    files.deadLetters().sweepStaged(sequence -> sequence < stagedBelow);
    Files.deleteIfExists(files.folder().resolve("control.new"));
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> content = Files.list(folder)) {
      for (Path file : content.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
