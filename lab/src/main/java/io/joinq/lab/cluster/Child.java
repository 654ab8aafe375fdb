package io.joinq.lab.cluster;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A child JVM and its output, stdout and stderr together. */
public final class Child {
  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();

  private Child(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * @param onLine called with each line it writes, from a thread of its own
   */
  public static Child start(String name, JavaCommand command, Consumer<String> onLine) {
    try {
      Process process = command.toProcessBuilder().redirectErrorStream(true).start();
      process.getOutputStream().close();
      Child child = new Child(name, process);
      Thread reader = new Thread(() -> child.read(onLine), "output-of-" + name);
      reader.setDaemon(true);
      reader.start();
      return child;
    } catch (IOException e) {
      throw new ClusterException("cannot start the " + name + ": " + e.getMessage(), e);
    }
  }

  private void read(Consumer<String> onLine) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
        onLine.accept(line);
      }
    } catch (IOException | UncheckedIOException e) {
      onLine.accept("(output ended: " + e.getMessage() + ")");
    }
  }

  /** Those it has written so far and that fit. */
  public List<String> lines(Predicate<String> wanted) {
    synchronized (lines) {
      return lines.stream().filter(wanted).toList();
    }
  }

  /**
   * Waits until it has written a line that fits.
   *
   * @throws ClusterException if it ends, or the time runs out, before
   */
  public String awaitLine(Duration patience, Predicate<String> wanted) throws InterruptedException {
    Optional<Optional<String>> seen =
        Poll.within(
            patience,
            () -> {
              boolean ended = !process.isAlive();
              Optional<String> line = lines(wanted).stream().findFirst();
              return line.isPresent() || ended ? Optional.of(line) : Optional.empty();
            });
    return seen.flatMap(line -> line).orElseThrow(() -> new ClusterException(complaint()));
  }

  private String complaint() {
    List<String> all = lines(line -> true);
    String last = String.join(" | ", all.subList(Math.max(0, all.size() - 5), all.size()));
    String state = process.isAlive() ? "is not ready in time" : "ended with " + process.exitValue();
    return "the " + name + " " + state + "; its last lines: " + last;
  }

  public long pid() {
    return process.pid();
  }

  public void send(Signal signal) {
    signal.sendTo(process.pid());
  }

  /** Its exit code; empty if it has not ended in time. */
  public Optional<Integer> awaitExit(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  /** Kills it and every process it has started. */
  public void kill() {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(member -> member.onExit().join());
  }
}
