package io.joinq.cli;

import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.Unfinished;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "join",
    description = "Waits until all tasks are finished.",
    footer = "Exits with 0 once joined, and with 4 at the timeout.")
final class JoinCommand implements Callable<Integer> {
  private static final Duration REFRESH = Duration.ofMillis(200);

  @Spec private CommandSpec spec;
  @Mixin private TargetOptions target;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = DurationConverter.class,
      description = "Gives up after this long (default: never).")
  private Duration timeout;

  @Override
  public Integer call() throws InterruptedException {
    // Opening would create a queue that is not there, and find it joined.
    QueueAdmin.inspect(target.queue());
    JoinResult result;
    try (JoinableQueue queue = JoinableQueue.open(target.toConfig())) {
      result = Terminal.isAttached() ? joinWithBar(queue) : joinQuietly(queue);
    }
    if (result.joined()) {
      spec.commandLine().getOut().println("joined: nothing is unfinished");
      return ExitCode.DONE;
    }
    report(result);
    return ExitCode.TIMED_OUT;
  }

  private JoinResult joinQuietly(JoinableQueue queue) throws InterruptedException {
    if (timeout != null) {
      return queue.join(timeout);
    }
    queue.join();
    return JoinResult.JOINED;
  }

  private JoinResult joinWithBar(JoinableQueue queue) throws InterruptedException {
    long started = System.nanoTime();
    long finishedBefore = finished(queue.admin().status());
    try (ProgressBar bar = Terminal.progressBar("join", queue.unfinished())) {
      while (true) {
        Duration left = left(started);
        JoinResult result = queue.join(left.compareTo(REFRESH) < 0 ? left : REFRESH);
        QueueStatus status = queue.admin().status();
        bar.maxHint(finished(status) - finishedBefore + status.unfinished());
        bar.stepTo(finished(status) - finishedBefore);
        if (result.joined() || left.isZero()) {
          return result;
        }
      }
    }
  }

  private Duration left(long startedNanos) {
    if (timeout == null) {
      return REFRESH;
    }
    Duration left = timeout.minusNanos(System.nanoTime() - startedNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static long finished(QueueStatus status) {
    return status.enqueued() - status.unfinished();
  }

  private void report(JoinResult result) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "join: %d unfinished after %s"
            .formatted(result.unfinished(), DurationConverter.format(timeout)));
    result.tasks().forEach(task -> err.println("  " + line(task)));
    long unlisted = result.unfinished() - result.tasks().size();
    if (unlisted > 0) {
      err.println("  and " + unlisted + " more");
    }
  }

  static String line(Unfinished task) {
    StringBuilder line = new StringBuilder(task.id().toString());
    line.append(' ').append(task.state().name().toLowerCase(Locale.ROOT));
    task.worker().ifPresent(worker -> line.append(" by worker ").append(worker));
    task.ownerPid().ifPresent(pid -> line.append(" (pid ").append(pid).append(')'));
    return line.append(", put ").append(StatusTable.age(task.age())).append(" ago").toString();
  }
}
