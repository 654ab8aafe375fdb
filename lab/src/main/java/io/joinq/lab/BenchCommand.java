package io.joinq.lab;

import io.joinq.lab.load.AdminCommand;
import io.joinq.lab.load.HttpCommand;
import io.joinq.lab.load.RefusalsCommand;
import io.joinq.lab.load.StallsCommand;
import io.joinq.options.UsageException;
import picocli.CommandLine.Command;

/** Lists the measurements. run.sh starts the jar of the bench module for those that are there. */
@Command(
    name = "bench",
    subcommands = {
      HttpCommand.class,
      StallsCommand.class,
      AdminCommand.class,
      RefusalsCommand.class
    },
    description = {
      "Measures the queue beside CPython's and bare Chronicle, in one run.",
      "./run.sh bench --help shows its options. bench http, stalls, admin and refusals measure the"
          + " server."
    })
final class BenchCommand implements Runnable {
  @Override
  public void run() {
    throw new UsageException("bench is run by run.sh itself; use ./run.sh bench");
  }
}
