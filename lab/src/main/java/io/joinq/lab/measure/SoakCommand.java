package io.joinq.lab.measure;

import io.joinq.options.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "soak",
    description = {
      "Puts many tasks through one queue, from processes to processes, looks at its disk all the"
          + " time, and then at how long it takes to open."
    },
    footer = {"", "Exits with 0 when every bar of its table was held, with 5 if not."})
public final class SoakCommand implements Callable<Integer> {
  private static final Duration OPEN_BAR = Duration.ofSeconds(2);
  private static final int MOST_TASKS = Integer.MAX_VALUE - 8;

  @Spec private CommandSpec spec;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "So many altogether (default: ${DEFAULT-VALUE}).")
  private long tasks = 10_000_000;

  @Option(
      names = "--producers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processes that put (default: ${DEFAULT-VALUE}).")
  private int producers = 2;

  @Option(
      names = "--consumers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processes that take (default: ${DEFAULT-VALUE}).")
  private int consumers = 2;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Of the queue (default: ${DEFAULT-VALUE}).")
  private int capacity = 10_000;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "64",
      description = "Of a payload (default: ${DEFAULT-VALUE}).")
  private int size = 64;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the queue is made, and deleted (default: a temporary one).")
  private Path folder;

  /** What is to go through the queue. */
  record Load(long tasks, int producers, int consumers, int capacity, int size) {
    private static final int MOST_PROCESSES = 16;

    Load {
      if (tasks < 1 || tasks > MOST_TASKS) {
        throw new UsageException("--tasks must be from 1 to " + MOST_TASKS + ", not " + tasks);
      }
      if (Math.min(producers, consumers) < 1 || Math.max(producers, consumers) > MOST_PROCESSES) {
        throw new UsageException(
            "--producers %d and --consumers %d must be from 1 to %d each"
                .formatted(producers, consumers, MOST_PROCESSES));
      }
      if (capacity < 1) {
        throw new UsageException("--capacity must be at least 1, not " + capacity);
      }
      if (size < Long.BYTES || size > DiskBound.LARGEST_INLINE) {
        throw new UsageException(
            "--size must be from %d to %d, not %d"
                .formatted(Long.BYTES, DiskBound.LARGEST_INLINE, size));
      }
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    Load load = new Load(tasks, producers, consumers, capacity, size);
    PrintWriter out = spec.commandLine().getOut();
    Thresholds thresholds = new Thresholds();
    try (MeasuredQueue ground = new MeasuredQueue(folder)) {
      out.printf(
          "soak: %,d tasks of %d bytes, %d producers, %d consumers, capacity %,d, in %s%n",
          tasks, size, producers, consumers, capacity, ground.folder());
      out.flush();
      Soak.Outcome outcome = new Soak(ground, load).run();
      judge(thresholds, outcome, load);
      out.printf(
          "  %,.0f tasks a second; %,d looks at the disk%n",
          tasks * 1e9 / outcome.nanos(), outcome.looks());
    }
    thresholds.print(out);
    return thresholds.exitCode();
  }

  private static void judge(Thresholds thresholds, Soak.Outcome outcome, Load load) {
    long tasks = load.tasks();
    String dense = "0 to %,d, each once".formatted(tasks - 1);
    thresholds.add(
        "ids that were finished", dense, range(outcome.ids()), isDense(outcome.ids(), tasks));
    thresholds.add(
        "payloads that arrived",
        dense,
        range(outcome.numbers()),
        isDense(outcome.numbers(), tasks));
    thresholds.add("finished twice", "0", "%,d".formatted(outcome.twice()), outcome.twice() == 0);
    long unfinished = outcome.status().unfinished();
    long enqueued = outcome.status().enqueued();
    thresholds.add(
        "accepted, and unfinished after join",
        "%,d, 0".formatted(tasks),
        "%,d, %,d".formatted(enqueued, unfinished),
        enqueued == tasks && unfinished == 0);
    DiskBound bound = DiskBound.of(load);
    thresholds.add(
        "disk at the most",
        "<= %,d MB in %d segments".formatted(megabytes(bound.bytes()), bound.segments()),
        "%,d MB in %d segments"
            .formatted(megabytes(outcome.most().bytes()), outcome.most().segments()),
        outcome.most().bytes() <= bound.bytes() && outcome.most().segments() <= bound.segments());
    thresholds.add("segments in the end", "1", "" + outcome.segments(), outcome.segments() == 1);
    Duration open = Duration.ofNanos(outcome.openNanos());
    thresholds.add(
        "open in a new process",
        "< %,d ms".formatted(OPEN_BAR.toMillis()),
        "%,d ms".formatted(open.toMillis()),
        open.compareTo(OPEN_BAR) < 0);
  }

  private static long megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000;
  }

  private static boolean isDense(BitSet bits, long count) {
    return bits.cardinality() == count && bits.length() == count;
  }

  private static String range(BitSet bits) {
    return "%,d of 0 to %,d".formatted(bits.cardinality(), bits.length() - 1);
  }
}
