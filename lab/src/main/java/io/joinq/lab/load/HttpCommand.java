package io.joinq.lab.load;

import io.joinq.lab.cluster.ClusterException;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures our event loop and the incident's stack in alternating rounds. */
@Command(
    name = "http",
    sortOptions = false,
    description = {
      "Measures /healthz through the event loop beside FastAPI on uvicorn with wrk, in turns.",
      "Needs wrk, python3-fastapi and uvicorn, which Debian has."
    })
public final class HttpCommand implements Callable<Integer> {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final int CONNECTIONS = 16;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Turns of both (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--window",
      paramLabel = "D",
      defaultValue = "4s",
      converter = DurationConverter.class,
      description = "How long each is measured in a turn (default: ${DEFAULT-VALUE}).")
  private Duration window = Duration.ofSeconds(4);

  @Option(
      names = "--warm-up",
      paramLabel = "D",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Before the first turn, for each (default: ${DEFAULT-VALUE}).")
  private Duration warmUp = Duration.ofSeconds(10);

  @Option(
      names = "--min-ratio",
      paramLabel = "X",
      defaultValue = "4",
      description = "Fail if the median of the turns' ratios is below (default: ${DEFAULT-VALUE}).")
  private double minRatio = 4;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      defaultValue = "/usr/bin/python3",
      description = "Which has FastAPI and uvicorn (default: ${DEFAULT-VALUE}).")
  private String python = "/usr/bin/python3";

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws InterruptedException {
    if (rounds < 1 || window.toSeconds() < 1 || warmUp.toSeconds() < 1) {
      throw new UsageException("--rounds must be at least 1, --window and --warm-up at least 1s");
    }
    Timeline silent =
        new Timeline(
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try (Uvicorn uvicorn = Uvicorn.start(python);
        TestCluster cluster = new TestCluster(silent)) {
      RunningServer server = cluster.startServer(List.of("--put", "async"));
      server.awaitReady();
      measure(server.url(), warmUp);
      measure(uvicorn.url(), warmUp);
      double median = rounds(server.url(), uvicorn.url());
      boolean enough = median >= minRatio;
      out.printf(
          Locale.ROOT, "%s: at least %.2f is asked for%n", enough ? "passed" : "FAILED", minRatio);
      return enough ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private double rounds(URI ours, URI theirs) throws InterruptedException {
    List<Double> ratios = new ArrayList<>();
    out.printf("GET /healthz, wrk with %d connections, requests/s%n", CONNECTIONS);
    out.printf("%-8s %12s %12s %8s%n", "round", "joinq loop", "uvicorn", "ratio");
    for (int round = 1; round <= rounds; round++) {
      double our = measure(ours, window);
      double their = measure(theirs, window);
      ratios.add(our / their);
      out.printf(Locale.ROOT, "%-8d %12.0f %12.0f %8.2f%n", round, our, their, our / their);
    }
    Collections.sort(ratios);
    double median = (ratios.get((rounds - 1) / 2) + ratios.get(rounds / 2)) / 2;
    out.printf(
        Locale.ROOT,
        "ratio: median %.2f, from %.2f to %.2f%n",
        median,
        ratios.get(0),
        ratios.get(rounds - 1));
    return median;
  }

  private static double measure(URI server, Duration time) throws InterruptedException {
    Process wrk = startWrk(server, time);
    AtEnd end = new AtEnd(wrk::destroyForcibly);
    try {
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher rate = RATE.matcher(output);
      if (wrk.waitFor() != 0 || !rate.find() || output.contains("Non-2xx")) {
        throw new ClusterException("wrk failed: " + output);
      }
      return Double.parseDouble(rate.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      end.close();
    }
  }

  private static Process startWrk(URI server, Duration time) {
    String[] command = {
      "wrk", "-t1", "-c" + CONNECTIONS, "-d" + time.toSeconds() + "s", server + "/healthz"
    };
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new ClusterException(
          "wrk cannot be started; install it: apt-get install -y wrk (" + e.getMessage() + ")", e);
    }
  }
}
