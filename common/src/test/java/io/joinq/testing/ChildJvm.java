package io.joinq.testing;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A main class in a JVM of its own, whose output is read all the time and which is killed at close.
 * Its methods that wait fail with all that the child has written.
 */
public final class ChildJvm implements AutoCloseable {
  /** Starting a JVM takes seconds on a busy machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final List<String> IN_PID_NAMESPACE =
      List.of(
          "unshare",
          "--pid",
          "--fork",
          "--mount-proc",
          "--kill-child",
          "sh",
          "-c",
          "\"$@\"; exit $?",
          "sh");

  private final Process process;
  private final ProcessHandle jvm;
  private final Lines stdout;
  private final Lines stderr;

  private ChildJvm(ProcessBuilder builder, Function<Process, ProcessHandle> jvmOf) {
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    jvm = jvmOf.apply(process);
    stdout = new Lines(process.getInputStream(), "stdout of " + process.pid());
    stderr = new Lines(process.getErrorStream(), "stderr of " + process.pid());
  }

  public static ChildJvm start(Class<?> mainClass, String... arguments) {
    return start(JavaCommand.of(mainClass.getName()).withArguments(arguments));
  }

  public static ChildJvm start(JavaCommand command) {
    return start(command.toProcessBuilder());
  }

  /** For a child that needs its own environment or working directory. */
  public static ChildJvm start(ProcessBuilder builder) {
    return new ChildJvm(builder, Process::toHandle);
  }

  /** Starts a child that is pid 1 of a pid namespace of its own, as in a container. Needs root. */
  public static ChildJvm startInPidNamespace(JavaCommand command) {
    ProcessBuilder builder = command.toProcessBuilder();
    builder.command(Stream.concat(IN_PID_NAMESPACE.stream(), builder.command().stream()).toList());
    return new ChildJvm(builder, ChildJvm::grandchildOf);
  }

  private static ProcessHandle grandchildOf(Process unshare) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> unshare.children().flatMap(ProcessHandle::children).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** As this process knows it. */
  public long pid() {
    return jvm.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public ProcessHandle handle() {
    return jvm;
  }

  /** The lines written to stdout so far. */
  public List<String> stdout() {
    return stdout.all();
  }

  /** The lines written to stderr so far. */
  public List<String> stderr() {
    return stderr.all();
  }

  /** Waits for a line of stdout that contains the text, written already or yet to come. */
  public String awaitLine(String text) {
    return await(stdout, line -> line.contains(text), "a line of stdout with '" + text + "'");
  }

  /** Waits for a line of stderr that contains the text, written already or yet to come. */
  public String awaitErrorLine(String text) {
    return await(stderr, line -> line.contains(text), "a line of stderr with '" + text + "'");
  }

  private String await(Lines lines, Predicate<String> wanted, String what) {
    String found = lines.await(wanted, PATIENCE);
    if (found == null) {
      throw new AssertionError("no " + what + " from " + this);
    }
    return found;
  }

  /** Writes a line to the child's stdin. */
  public void send(String line) {
    try {
      OutputStream stdin = process.getOutputStream();
      stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      stdin.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + this, e);
    }
  }

  public void closeStdin() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void signal(Signal signal) {
    signal.sendTo(pid());
  }

  /**
   * Waits for the end of the process and of its output.
   *
   * @return its exit code; 128 + N if signal N ended it
   */
  public int awaitExit() {
    return awaitExit(PATIENCE);
  }

  /** As {@link #awaitExit()}, but fails after the timeout. */
  public int awaitExit(Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("has not ended within " + timeout + ": " + this);
      }
      stdout.awaitEnd();
      stderr.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + this, e);
    }
  }

  /** Kills the process, if it is still there, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit();
  }

  @Override
  public String toString() {
    return "child %d (%s)%n--- stdout%n%s%n--- stderr%n%s"
        .formatted(
            pid(),
            process.isAlive() ? "alive" : "exit code " + process.exitValue(),
            String.join("\n", stdout.all()),
            String.join("\n", stderr.all()));
  }

  /** The lines of one stream, read by a thread of their own as they come. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    Lines(InputStream stream, String name) {
      reader = new Thread(() -> read(stream), name);
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream stream) {
      try (BufferedReader in =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          add(line);
        }
      } catch (IOException e) {
        add("(stream broke off: " + e.getMessage() + ")");
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized List<String> all() {
      return List.copyOf(lines);
    }

    /** Returns null if the stream ended, or the time ran out, without such a line. */
    synchronized String await(Predicate<String> wanted, Duration timeout) {
      long deadline = System.nanoTime() + timeout.toNanos();
      int next = 0;
      try {
        while (true) {
          for (; next < lines.size(); next++) {
            if (wanted.test(lines.get(next))) {
              return lines.get(next);
            }
          }
          long left = deadline - System.nanoTime();
          if (ended || left <= 0) {
            return null;
          }
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }

    void awaitEnd() throws InterruptedException {
      reader.join(PATIENCE.toMillis());
    }
  }
}
