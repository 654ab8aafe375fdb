package io.joinq.bench;

import io.joinq.options.CommandRunner;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares queues side by side. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measures the queue beside CPython's JoinableQueue and bare Chronicle Queue, in turns:",
      "one producer process, one consumer process, the same load for each.",
      "",
      "./run.sh bench http measures the server beside FastAPI on uvicorn, ./run.sh bench stalls what"
          + " a full queue does to it, ./run.sh bench admin how soon operators are answered while"
          + " nobody else is, ./run.sh bench refusals how soon clients learn that nobody takes tasks;"
          + " each has a --help of its own."
    })
public final class Bench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of every contender (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "D",
      defaultValue = "3s",
      converter = DurationConverter.class,
      description = "How long tasks flow before they are counted (default: ${DEFAULT-VALUE}).")
  private Duration warmUp;

  @Option(
      names = "--window",
      paramLabel = "D",
      defaultValue = "3s",
      converter = DurationConverter.class,
      description = "How long they are counted (default: ${DEFAULT-VALUE}).")
  private Duration window;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      defaultValue = "64",
      description = "Size of every task (default: ${DEFAULT-VALUE}).")
  private int payloadBytes;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Capacity of the bounded queues (default: ${DEFAULT-VALUE}).")
  private int capacity;

  @Option(
      names = "--pings",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "Tasks, one each millisecond, whose latency is measured, after as many to warm up; 0"
              + " leaves this out (default: ${DEFAULT-VALUE}).")
  private int pings;

  @Option(
      names = "--min-ratio",
      paramLabel = "X",
      description = "Fail if the median of joinq / CPython is below.")
  private Double minRatio;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Some of the contenders: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Contender> only;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "Where the queues are made and deleted (default: ${DEFAULT-VALUE}).")
  private Path dir;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      defaultValue = "python3",
      description = "The Python that is measured (default: ${DEFAULT-VALUE}).")
  private String python;

  private final Map<Contender, List<Trial.Outcome>> throughputs = new EnumMap<>(Contender.class);
  private final Map<Contender, List<Trial.Outcome>> latencies = new EnumMap<>(Contender.class);

  public static void main(String[] arguments) {
    System.exit(CommandRunner.run(new Bench(), arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    requireSense();
    List<Contender> contenders = only == null ? List.of(Contender.values()) : only;
    String pythonVersion =
        contenders.contains(Contender.CPYTHON) ? Python.requireVersion(python) : "not measured";
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d B, capacity %d, 1 producer and 1 consumer process; Java %s, Python %s, %d processors,"
            + " %s%n",
        payloadBytes,
        capacity,
        Runtime.version(),
        pythonVersion,
        Runtime.getRuntime().availableProcessors(),
        Files.getFileStore(dir));
    for (int round = 1; round <= rounds; round++) {
      for (Contender contender : contenders) {
        measure(contender, round, out);
      }
    }
    return new Summary(throughputs, latencies, rounds).print(out, minRatio)
        ? ExitCode.DONE
        : ExitCode.FAILED;
  }

  private void requireSense() {
    boolean timed = warmUp.isZero() || window.isZero();
    if (rounds < 1 || pings < 0 || capacity < 1 || timed || payloadBytes < Load.LEAST_PAYLOAD) {
      throw new UsageException(
          "--rounds, --capacity, --warm-up and --window must be at least 1, --pings at least 0,"
              + " --payload at least "
              + Load.LEAST_PAYLOAD);
    }
    if (minRatio != null && only != null && !only.containsAll(Summary.COMPARED)) {
      throw new UsageException("--min-ratio compares joinq and cpython; --only leaves one out");
    }
    if (!Files.isDirectory(dir)) {
      throw new UsageException("--dir " + dir + " is no directory; make it first");
    }
  }

  private void measure(Contender contender, int round, PrintWriter out)
      throws IOException, InterruptedException, TimeoutException {
    Trial.Outcome throughput = run(contender, Load.Kind.THROUGHPUT);
    throughputs.computeIfAbsent(contender, key -> new ArrayList<>()).add(throughput);
    out.printf(
        "round %d  %-16s %14s tasks/s%n",
        round, contender.title(), Table.whole(throughput.tasksPerSecond()));
    out.flush();
    // Nobody wakes a reader of a bare Chronicle Queue: it has no such latency.
    if (pings > 0 && contender != Contender.CHRONICLE) {
      latencies
          .computeIfAbsent(contender, key -> new ArrayList<>())
          .add(run(contender, Load.Kind.LATENCY));
    }
  }

  private Trial.Outcome run(Contender contender, Load.Kind kind)
      throws IOException, InterruptedException, TimeoutException {
    Load load = new Load(kind, payloadBytes, capacity, warmUp, window, pings);
    try (Scratch scratch = Scratch.in(dir)) {
      Path folder = scratch.folder();
      return Trial.run(
          contender.title(), contender.processes(load, folder, python), load.duration());
    }
  }
}
