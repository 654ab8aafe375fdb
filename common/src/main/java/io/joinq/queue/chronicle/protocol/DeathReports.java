package io.joinq.queue.chronicle.protocol;

import io.joinq.os.PidNamespace;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.DeathRing;
import io.joinq.queue.chronicle.control.SlotCauses;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Distributes a parent's report of how its child ended: to the ring of deaths, to the causes in the
 * slots, and to the files of results and dead letters.
 */
public final class DeathReports {
  /*
   * The ring comes first. A process that writes a cause, to a slot or a file, reads the ring
   * afterwards. So either it finds the detail there, or this finds the cause.
   */

  /** A death noticed longer ago is none that a parent has just waited for: its pid was reused. */
  private static final Duration REPORTED_WITHIN = Duration.ofMinutes(1);

  /** File times are coarser than the clock. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

  private final DeathRing deaths;
  private final SlotCauses causes;
  private final QueueFiles files;

  public DeathReports(ControlFile control, QueueFiles files) {
    this.deaths = new DeathRing(control);
    this.causes = new SlotCauses(control);
    this.files = files;
  }

  /** Says how a process of this pid namespace ended, whose death is written. */
  public void report(long pid, String detail) {
    // The newest of that pid only: an older one is another process.
    for (long number : deaths.numbers()) {
      Optional<ProcessDeath> death = deaths.read(number).filter(d -> d.pid() == pid);
      if (death.isPresent() && deaths.isOf(number, PidNamespace.own())) {
        report(number, death.get(), detail);
        return;
      }
    }
  }

  private void report(long number, ProcessDeath death, String detail) {
    boolean isRecent = death.at().isAfter(Instant.now().minus(REPORTED_WITHIN));
    if (isRecent && death.detail().isEmpty()) {
      deaths.report(number, detail);
      FailPoint.REPORT_WRITTEN.reached();
      spread(number);
    }
  }

  /** Finishes what dead reporters have left half done. */
  public void spread() {
    for (long number : deaths.numbers()) {
      if (deaths.isToSpread(number)) {
        spread(number);
      }
    }
  }

  private void spread(long number) {
    deaths.read(number).ifPresent(this::spread);
    deaths.setSpread(number);
  }

  private void spread(ProcessDeath death) {
    causes.complete(death);
    FailPoint.REPORT_SLOTS_DONE.reached();
    Instant since = death.at().minus(CLOCKS_DIFFER);
    files.results().completeCauses(since, deaths::completed);
    files.deadLetters().completeCauses(since, deaths::completed);
  }
}
