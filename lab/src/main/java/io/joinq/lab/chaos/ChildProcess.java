package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.os.SignalException;
import io.joinq.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One child process, from start to end. Logs what is done to it. */
final class ChildProcess {
  private final Role role;
  private final Path report;
  private final Path output;
  private final Process process;
  private final EventLog log;

  /** When it was last seen not to be stopped, or was stopped by us. */
  private long runningAt = System.nanoTime();

  private long continueAt;
  private boolean stopped;
  private boolean up;

  private ChildProcess(Role role, Path report, Path output, Process process, EventLog log) {
    this.role = role;
    this.report = report;
    this.output = output;
    this.process = process;
    this.log = log;
  }

  /**
   * @param report where it says that it is at work
   * @param output takes what it writes to stdout and stderr
   * @param log of the one who signals
   */
  static ChildProcess start(
      Role role, JavaCommand command, Path report, Path output, EventLog log) {
    try {
      Process process =
          command
              .toProcessBuilder()
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
              .start();
      return new ChildProcess(role, report, output, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a " + role + ": " + e.getMessage(), e);
    }
  }

  Role role() {
    return role;
  }

  Path output() {
    return output;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** Whether it is at work; a stopped one is. */
  boolean isUp() {
    up = up || FastStart.hasWritten(report, role == Role.SERVER ? "admin " : " " + Verb.OPENED);
    return up && isAlive();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Closing its stdin asks it to end. */
  void askToEnd() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  void kill() {
    log.write(Verb.KILLED, pid());
    process.destroyForcibly();
  }

  /** Stops it; {@link #reconcile} lets it go on. */
  void stop(long newContinueAt) {
    long before = System.nanoTime();
    if (send(Signal.STOP)) {
      noteStopped(before, newContinueAt);
    }
  }

  private void noteStopped(long since, long newContinueAt) {
    stopped = true;
    continueAt = newContinueAt;
    log.write(Verb.STOPPED, pid(), since);
  }

  /**
   * Lets it go on if it has been stopped long enough.
   *
   * @param pauseNanos how long it stays stopped if it has stopped itself just now
   */
  void reconcile(long pauseNanos) {
    long now = System.nanoTime();
    if (stopped) {
      if (now - continueAt >= 0) {
        resume();
      }
    } else if (ProcFs.isStopped(pid())) {
      noteStopped(runningAt, now + pauseNanos);
    } else {
      runningAt = now;
    }
  }

  void resume() {
    send(Signal.CONT);
    runningAt = System.nanoTime();
    stopped = false;
    log.write(Verb.CONTINUED, pid());
  }

  private boolean send(Signal signal) {
    try {
      // A pid is not given to another before its end was waited for, which isAlive knows of.
      if (process.isAlive()) {
        signal.sendTo(pid());
        return true;
      }
    } catch (SignalException e) {
      // It has just ended.
    }
    return false;
  }

  /** The last of what it has written, in one line. */
  Optional<String> lastWords() {
    File file = output.toFile();
    try {
      String text = Files.readString(file.toPath(), StandardCharsets.UTF_8).strip();
      String tail = text.substring(Math.max(0, text.length() - 1500));
      return tail.isEmpty() ? Optional.empty() : Optional.of(tail.replaceAll("\\s*\\R\\s*", " | "));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
