package io.joinq.cli;

import io.joinq.options.ExitCode;
import io.joinq.os.Signal;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "kill-worker", description = "Sends a signal to a worker.")
final class KillWorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TargetOptions target;

  @Option(
      names = "--worker",
      paramLabel = "N",
      description = "Number of the worker, as in status (default: the lowest).")
  private Integer worker;

  @Option(
      names = "--signal",
      paramLabel = "NAME",
      defaultValue = "KILL",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Signal signal = Signal.KILL;

  @Override
  public Integer call() {
    URI url = target.queue();
    WorkerStatus chosen = choose(QueueAdmin.inspect(url));
    verify(url, chosen);
    signal.sendTo(chosen.pid());
    spec.commandLine()
        .getOut()
        .println(
            "sent %s to worker %d (pid %d), %s"
                .formatted(
                    signal,
                    chosen.worker(),
                    chosen.pid(),
                    chosen.task().map(task -> "which had " + task).orElse("which had no task")));
    return ExitCode.DONE;
  }

  private WorkerStatus choose(QueueStatus status) {
    WorkerStatus chosen =
        status.workers().stream()
            .filter(w -> worker == null || w.worker() == worker)
            .min(Comparator.comparingInt(WorkerStatus::worker))
            .orElseThrow(() -> new QueueException(noneOf(status)));
    List<Long> pids =
        status.workers().stream()
            .filter(w -> w.worker() == chosen.worker())
            .map(WorkerStatus::pid)
            .toList();
    if (pids.size() > 1) {
      throw new QueueException(
          "worker %d is ambiguous: pids %s have that number; nothing was sent, use kill -%s PID"
              .formatted(chosen.worker(), pids, signal));
    }
    return chosen;
  }

  private String noneOf(QueueStatus status) {
    if (status.workers().isEmpty()) {
      return "no worker is alive on " + status.queue() + "; start one with ./run.sh worker";
    }
    String numbers =
        status.workers().stream()
            .map(w -> Integer.toString(w.worker()))
            .collect(Collectors.joining(", "));
    return "no worker %d is alive on %s; alive: %s".formatted(worker, status.queue(), numbers);
  }

  /*
   * That the signal reaches the worker and nobody else: the process is looked up first, then the
   * queue must still list the worker with that pid. The queue knows that a worker is alive by a
   * lock that the kernel drops with the process, so the process looked up before is the worker's.
   */
  private static void verify(URI url, WorkerStatus chosen) {
    if (!chosen.local()) {
      throw new QueueException(
          "worker %d runs in another container, where it has pid %d; nothing was sent, send the signal there"
              .formatted(chosen.worker(), chosen.pid()));
    }
    Optional<ProcessHandle> process = ProcessHandle.of(chosen.pid());
    boolean stillListed =
        QueueAdmin.inspect(url).workers().stream()
            .anyMatch(w -> w.local() && w.worker() == chosen.worker() && w.pid() == chosen.pid());
    if (process.isEmpty() || !process.get().isAlive() || !stillListed) {
      throw new QueueException(
          "worker %d (pid %d) has just ended; nothing was sent"
              .formatted(chosen.worker(), chosen.pid()));
    }
  }
}
