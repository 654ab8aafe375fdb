package io.joinq.lab.load;

import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many clients on a full queue, without and with a consumer. */
@Command(
    name = "stress",
    sortOptions = false,
    description = {
      "Puts many clients on a server whose queue is full: with its only worker killed, then with"
          + " another that lives, and then with that one stopped.",
      "Loopback only, on a queue and ports of its own."
    },
    footer =
        "Fails if there was a 500 or another answer that a put does not have, a request without an"
            + " answer, no task that was accepted or one of them that is not done, no answer"
            + " no-consumer or a queue that is not full with the worker killed, memory beyond its"
            + " bound, or /healthz slower than --max-p99.")
public final class StressCommand implements Callable<Integer> {
  private static final int MOST_CLIENTS = 5_000;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At the same time (default: ${DEFAULT-VALUE}).")
  private int clients = 1_000;

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description =
          "With the worker killed; a third of it each with one that lives and with one that is stopped"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofSeconds(60);

  @Option(
      names = "--pause",
      paramLabel = "D",
      defaultValue = "500ms",
      converter = DurationConverter.class,
      description =
          "Of each client between its answer and its next request (default: ${DEFAULT-VALUE}).")
  private Duration pause = Duration.ofMillis(500);

  @Option(
      names = "--max-p99",
      paramLabel = "D",
      defaultValue = "100ms",
      converter = DurationConverter.class,
      description = "Fail if the p99 of /healthz is above (default: ${DEFAULT-VALUE}).")
  private Duration maxP99 = Duration.ofMillis(100);

  @Override
  public Integer call() throws InterruptedException {
    if (clients < 1 || clients > MOST_CLIENTS) {
      throw new UsageException("--clients must be from 1 to " + MOST_CLIENTS + ", not " + clients);
    }
    if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new UsageException("--duration must be from 1ms to 10m");
    }
    PrintStream out = System.out;
    try (TestCluster cluster = new TestCluster(new Timeline(out))) {
      Stress stress = new Stress(cluster, out, clients, pause);
      stress.run(duration);
      List<String> faults = stress.faults(maxP99);
      faults.forEach(fault -> out.println("FAILED: " + fault));
      if (faults.isEmpty()) {
        out.println("passed: no 500, every request answered, every accepted task done");
      }
      return faults.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }
}
