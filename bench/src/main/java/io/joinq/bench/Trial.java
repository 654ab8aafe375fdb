package io.joinq.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a contender's processes. Closing it ends them all. */
final class Trial implements AutoCloseable {
  /** For start and end, beyond the time that the load itself takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String title;
  private final List<Process> processes = new ArrayList<>();
  private final CompletableFuture<long[]> measured = new CompletableFuture<>();
  private final CompletableFuture<long[]> joined = new CompletableFuture<>();

  private Trial(String title) {
    this.title = title;
  }

  /**
   * Runs the processes to their end.
   *
   * @throws TimeoutException if they take too long
   * @throws IOException if one cannot be started or fails
   */
  static Outcome run(String title, List<ProcessBuilder> commands, Duration loadTime)
      throws IOException, InterruptedException, TimeoutException {
    Duration patience = PATIENCE.plus(loadTime.multipliedBy(2));
    long start = System.nanoTime();
    try (Trial trial = new Trial(title)) {
      for (ProcessBuilder command : commands) {
        trial.start(command);
      }
      long[] window = trial.await(trial.measured, patience);
      trial.processes.get(0).getOutputStream().close();
      long tasks = trial.await(trial.joined, patience)[0];
      long total = System.nanoTime() - start;
      trial.awaitExits();
      return new Outcome(window[0], window[1], tasks, total);
    }
  }

  private void start(ProcessBuilder command) throws IOException {
    Process process = command.start();
    processes.add(process);
    Thread reader = new Thread(() -> read(process), title + " " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  private void read(Process process) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        note(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // The process was killed at close.
    }
    requireSuccess(process.onExit().join());
  }

  private void note(String line) {
    String[] words = line.split(" ", -1);
    CompletableFuture<long[]> awaited = words[0].equals(Report.MEASURED) ? measured : joined;
    awaited.complete(new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])});
  }

  private void requireSuccess(Process process) {
    if (process.exitValue() != 0) {
      IOException failure =
          new IOException("a process of " + title + " ended with exit code " + process.exitValue());
      measured.completeExceptionally(failure);
      joined.completeExceptionally(failure);
    }
  }

  private long[] await(CompletableFuture<long[]> line, Duration patience)
      throws IOException, InterruptedException, TimeoutException {
    try {
      return line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw tooSlow(patience);
    }
  }

  private void awaitExits() throws InterruptedException, TimeoutException {
    for (Process process : processes) {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw tooSlow(PATIENCE);
      }
    }
  }

  private TimeoutException tooSlow(Duration patience) {
    return new TimeoutException(
        title + " has not come to its end within " + patience.toSeconds() + " s");
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /**
   * What a trial gave.
   *
   * @param first and second, of the consumer's line: see {@link Report#MEASURED}
   * @param tasks put and finished from start to end
   * @param totalNanos from before the first process was started until all tasks were finished
   */
  record Outcome(long first, long second, long tasks, long totalNanos) {
    double tasksPerSecond() {
      return first * 1e9 / second;
    }

    double p50Micros() {
      return first / 1e3;
    }

    double p99Micros() {
      return second / 1e3;
    }
  }
}
