package io.joinq.cli;

import io.joinq.options.UsageException;
import picocli.CommandLine.Command;

/** Stands here for its help; run.sh does it itself, before there is a jar. */
@Command(
    name = "test",
    description = {
      "Runs all tests (mvn verify), after installing the tools they use. With --fast, only those"
          + " that start no other process and take seconds.",
      "As root it installs what is missing with apt-get; otherwise it names the command."
    })
final class TestCommand implements Runnable {
  @Override
  public void run() {
    throw new UsageException("test is run by run.sh itself; use ./run.sh test");
  }
}
