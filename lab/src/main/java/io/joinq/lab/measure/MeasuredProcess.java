package io.joinq.lab.measure;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A child process that takes part in a measurement. Communicates in lines. */
final class MeasuredProcess implements AutoCloseable {
  /** For what takes a moment on a quiet machine. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String END = "ended";
  private static final long LOOK_MICROS = 200;

  private final String name;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private MeasuredProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  static MeasuredProcess start(JavaCommand command) throws IOException {
    Process process =
        command.toProcessBuilder().redirectError(ProcessBuilder.Redirect.INHERIT).start();
    MeasuredProcess part = new MeasuredProcess("process " + process.pid(), process);
    Thread reader = new Thread(part::read, "part " + process.pid());
    reader.setDaemon(true);
    reader.start();
    return part;
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // It was killed.
    }
    lines.add(END);
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its next line, which must begin with this word; returns what follows the word. */
  String await(String word, Duration patience) throws InterruptedException, TimeoutException {
    String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new TimeoutException(
          "process %d said nothing for %d s where '%s' was expected"
              .formatted(pid(), patience.toSeconds(), word));
    }
    if (!line.startsWith(word)) {
      throw new IllegalStateException(
          "process %d said '%s' where '%s' was expected".formatted(pid(), line, word));
    }
    return line.substring(word.length()).strip();
  }

  /** Tells it to go on. */
  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Closing its stdin asks it to end. */
  void askToEnd() throws IOException {
    process.getOutputStream().close();
  }

  void awaitEnd() throws InterruptedException, TimeoutException {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException("process " + pid() + " did not end");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("process " + pid() + " ended with " + process.exitValue());
    }
  }

  /** Waits until a signal has stopped it. */
  void awaitStop() throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!ProcFs.isStopped(pid())) {
      if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
        throw new TimeoutException("process " + pid() + " did not stop at its step");
      }
      TimeUnit.MICROSECONDS.sleep(LOOK_MICROS);
    }
  }

  /** Kills it; returns the time right before. */
  long kill() {
    long now = System.nanoTime();
    Signal.KILL.sendTo(pid());
    return now;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public String toString() {
    return name;
  }
}
