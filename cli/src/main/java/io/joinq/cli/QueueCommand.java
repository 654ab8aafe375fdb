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
    description = "Finds and repairs damage in the queue's files.",
    subcommands = {QueueCommand.Verify.class, QueueCommand.Repair.class})
final class QueueCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand: queue verify|repair");
  }

  @Command(
      name = "verify",
      description = {
        "Reads all files of the queue and prints one line for each damage.",
        "Changes nothing: also works while the queue is in use, and on a copy.",
        "Exit code 0: no damage; 1: damage; 3: no readable queue."
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
        "Repairs what verify finds, prints what it did, and keeps the replaced files.",
        "Refused while a process has the queue open.",
        "Tasks without a recorded end are delivered again.",
        "Needs --capacity if the control file is gone."
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
