package io.joinq.server.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker process with its three pipes: the words of {@code io.joinq.worker.SupervisorPipe} on
 * stdin and stdout, and its log on stderr, which is copied to this server's log.
 */
final class ChildProcess implements WorkerProcess {
  private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
  private static final int LAST_LINES = 10;
  private static final long LAST_WORDS_MILLIS = 500;
  private static final CompletableFuture<Void> ENDED = CompletableFuture.completedFuture(null);
  // A dump of many threads has some thousand lines.
  private static final int LAST_OUTPUT = 4_000;

  private final String name;
  private final Process process;
  private final Executor supervisor;
  private final LastLines stderr = new LastLines(LAST_LINES);
  private final LastLines stdout = new LastLines(LAST_OUTPUT);
  // Written by the thread that reads reports, read by the one that learns of the end.
  private volatile boolean hasOpened;

  private ChildProcess(String name, Process process, Executor supervisor) {
    this.name = name;
    this.process = process;
    this.supervisor = supervisor;
  }

  /**
   * @param supervisor runs the calls to the listener
   * @throws IOException if it cannot be started
   */
  static ChildProcess start(int worker, ProcessBuilder builder, Executor supervisor, Listener to)
      throws IOException {
    ChildProcess child = new ChildProcess("worker-" + worker, builder.start(), supervisor);
    try {
      child.listen(to);
      return child;
    } catch (RuntimeException | Error e) {
      // Without a thread for each pipe its end would go unnoticed, and another would be started.
      child.kill();
      throw e;
    }
  }

  private void listen(Listener to) {
    CompletableFuture<Void> stderrEnd = new CompletableFuture<>();
    background("output", () -> copy(process.getErrorStream(), this::relay, stderrEnd)).start();
    background(
            "reports",
            () ->
                copy(process.getInputStream(), line -> report(line, to), new CompletableFuture<>()))
        .start();
    Future<?> unused =
        process
            .onExit()
            .thenCompose(ended -> hasOpened ? ENDED : lastWords(stderrEnd))
            .thenRunAsync(() -> to.ended(describe(process.exitValue())), supervisor);
  }

  /**
   * Stderr has the reason of a failed start, and another thread than the one that learns of the end
   * reads it. A grandchild may keep the pipe open for longer; nobody waits for that.
   */
  private static CompletableFuture<Void> lastWords(CompletableFuture<Void> stderrEnd) {
    return stderrEnd.completeOnTimeout(null, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Thread background(String what, Runnable work) {
    Thread thread = new Thread(work, name + "-" + what);
    thread.setDaemon(true);
    return thread;
  }

  private void copy(InputStream stream, Consumer<String> to, CompletableFuture<Void> end) {
    try (BoundedLines lines =
        new BoundedLines(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        to.accept(line);
      }
    } catch (IOException e) {
      // The pipe breaks when the process is killed; the supervisor tells of that.
      log.debug("the output of {} ended", name, e);
    } finally {
      end.complete(null);
    }
  }

  private void relay(String line) {
    stderr.add(line);
    PrintStream to = System.err;
    to.println(name + " | " + line);
  }

  private void report(String line, Listener to) {
    switch (line) {
      case "opened" -> {
        hasOpened = true;
        supervisor.execute(to::opened);
      }
      case "claiming" -> supervisor.execute(to::claims);
      default -> stdout.add(line);
    }
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void claim() {
    order("claim\n");
  }

  @Override
  public void hasten() {
    order("haste\n");
  }

  @Override
  public void finish() {
    order("finish\n");
  }

  /** A few bytes, which the pipe takes whatever the worker does. */
  private void order(String line) {
    try {
      OutputStream orders = process.getOutputStream();
      orders.write(line.getBytes(StandardCharsets.UTF_8));
      orders.flush();
    } catch (IOException e) {
      log.debug("{} has ended and accepts no commands", name, e);
    }
  }

  @Override
  public void terminate() {
    // By its handle: Process.destroy would close the pipes too, and lose its last words.
    process.toHandle().destroy();
  }

  @Override
  public void kill() {
    process.toHandle().destroyForcibly();
  }

  @Override
  public List<String> lastLines() {
    return stderr.get();
  }

  /** What it has written to stdout that are no reports: a JVM writes its threads there. */
  List<String> otherOutput() {
    return stdout.get();
  }

  @Override
  public void dump(Path file, Runnable then) {
    Thread thread = background("dump", () -> dumpAnd(file, then));
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      log.error("cannot start a thread to dump the threads of {}", name, e);
      supervisor.execute(then);
    }
  }

  /** Whatever keeps it from being written: the process that hangs has to be ended. */
  private void dumpAnd(Path file, Runnable then) {
    try {
      ThreadDumpFile.write(this, file);
    } catch (RuntimeException | Error e) {
      log.error("cannot dump the threads of {} to {}", name, file, e);
    } finally {
      supervisor.execute(then);
    }
  }

  /** In Java's view a process that was ended by signal N has the exit code 128 + N. */
  static String describe(int exitCode) {
    return switch (exitCode) {
      case 128 + 6 -> "killed by SIGABRT";
      case 128 + 7 -> "killed by SIGBUS";
      case 128 + 9 -> "killed by SIGKILL";
      case 128 + 11 -> "killed by SIGSEGV";
      case 128 + 15 -> "killed by SIGTERM";
      default ->
          exitCode > 128 && exitCode < 128 + 65
              ? "killed by signal " + (exitCode - 128)
              : "exit code " + exitCode;
    };
  }
}
