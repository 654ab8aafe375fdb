package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.log.Checkpoint;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.io.IOException;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the folders of a queue: deletes what crashed processes left, and results beyond those that
 * are kept. Every process does it, for all; each also at its end, because it may live shorter than
 * the time between two sweeps. Not thread-safe.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final int RESULTS_KEPT = Integer.getInteger("joinq.resultsKept", 10_000);
  private static final long RESULT_BYTES_KEPT = Long.getLong("joinq.resultBytesKept", 1L << 30);
  private static final int PRUNE_EVERY = 256;

  private final QueueFiles files;
  private final ControlFile control;
  private final LeaseSlots slots;
  private final ProcessTable processes;

  /** How many tasks were claimed when results were pruned last. */
  private long prunedAt = -PRUNE_EVERY;

  Sweeper(QueueFiles files, ControlFile control, LeaseSlots slots, ProcessTable processes) {
    this.files = files;
    this.control = control;
    this.slots = slots;
    this.processes = processes;
  }

  void sweep() throws IOException {
    sweepLeft();
    prune(PRUNE_EVERY);
  }

  /** Never fails: what is left is for the next process. */
  void sweepAtEnd() {
    try {
      sweepLeft();
      prune(1);
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot sweep {}; the next process will", files.folder(), e);
    }
  }

  private void sweepLeft() throws IOException {
    LongPredicate hasEnded = sequence -> Snapshot.hasEnded(control, slots, sequence);
    // Delivery begins at the checkpoint after a reboot, and needs the payloads from there on.
    long needed =
        files.isSynced() ? new Checkpoint(files.checkpoint()).read().orElse(0) : Long.MAX_VALUE;
    files
        .spills()
        .sweep(
            sequence -> sequence < needed && hasEnded.test(sequence),
            (process, incarnation) -> processes.user(process) == incarnation);
    files.results().sweepStaged(hasEnded);
    files.deadLetters().sweepStaged(hasEnded);
  }

  /**
   * @param every the number of tasks that all processes must have claimed since, because one of
   *     them may end before it has done many
   */
  private void prune(int every) throws IOException {
    long claimed = CursorWord.sequence(control.get(CURSOR));
    if (Math.abs(claimed - prunedAt) >= every) {
      files.results().prune(RESULTS_KEPT, RESULT_BYTES_KEPT);
      prunedAt = claimed;
    }
  }
}
