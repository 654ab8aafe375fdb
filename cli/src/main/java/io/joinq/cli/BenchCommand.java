package io.joinq.cli;

import io.joinq.options.UsageException;
import picocli.CommandLine.Command;

/** Stands here for its help; run.sh starts the jar of the bench module for it. */
@Command(
    name = "bench",
    description = {
      "Measures the queue beside CPython's and bare Chronicle, in one run.",
      "./run.sh bench --help shows its options."
    })
final class BenchCommand implements Runnable {
  @Override
  public void run() {
    throw new UsageException("bench is run by run.sh itself; use ./run.sh bench");
  }
}
