package io.joinq.cli;

import io.joinq.options.ExitCode;
import io.joinq.queue.DamageReport;
import io.joinq.queue.QueueAdmin;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "queue",
    description = "Looks for damage in the queue's files, and mends it.",
    subcommands = {QueueCommand.Verify.class, QueueCommand.Repair.class})
final class QueueCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: queue verify|repair");
  }

  @Command(
      name = "verify",
      description = {
        "Reads all that is kept of the queue and prints each damage in a line.",
        "Takes no part and changes nothing: works while others do, and on a copy.",
        "Exit code 0: there is none; 1: there is some; 3: there is no queue, or it cannot be read."
      })
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetOptions target;

    @Override
    public Integer call() {
      DamageReport report = QueueAdmin.verify(target.queue());
      PrintWriter out = spec.commandLine().getOut();
      report.findings().forEach(out::println);
      if (report.isSound()) {
        out.println("no damage found in " + target.queue());
      }
      out.flush();
      return report.isSound() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  @Command(
      name = "repair",
      description = {
        "Mends what verify finds, and prints what it did. Keeps what it replaces.",
        "Refused while a process has the queue open.",
        "Tasks that nothing says the end of are delivered again.",
        "--capacity is needed if the control file is gone."
      })
  static final class Repair implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetOptions target;

    @Override
    public Integer call() {
      DamageReport report = QueueAdmin.repair(target.toConfig());
      PrintWriter out = spec.commandLine().getOut();
      report.findings().forEach(finding -> out.println("found    " + finding));
      report.repairs().forEach(repair -> out.println("repaired " + repair));
      if (report.isSound()) {
        out.println("no damage found in " + target.queue() + ", nothing was changed");
      }
      out.flush();
      return ExitCode.DONE;
    }
  }
}
