package io.joinq.worker.handler;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a command for each task. It reads the payload from stdin, or from the file whose path
 * replaces {@code {payload}}; what it writes to stdout is the result.
 *
 * <p>When the command ends, in whatever way, so does all that it started and left running. Its
 * three streams are served at the same time, so that neither side can wait for the other.
 */
final class ExecHandler implements TaskHandler {
  private static final Logger log = LoggerFactory.getLogger(ExecHandler.class);
  private static final int REASON_CHARACTERS = 500;
  private static final int SIGNAL_BASE = 128;
  private static final File NOTHING = new File("/dev/null");

  /** Commands run with the worker's environment, but for what is a secret of ours. */
  private static final List<String> WITHHELD = List.of("JOINQ_ADMIN_TOKEN");

  private final CommandTemplate command;
  private final long maxResult;
  private final ExecLimits limits;
  private final OwnSession session = OwnSession.probe();
  private final PayloadFiles files = PayloadFiles.open();
  private final ExecutorService streams =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "exec-stream");
            thread.setDaemon(true);
            return thread;
          });

  ExecHandler(CommandTemplate command, long maxResult, ExecLimits limits) {
    this.command = command;
    this.maxResult = maxResult;
    this.limits = limits;
  }

  @Override
  public byte[] handle(Task task) throws Exception {
    if (!command.wantsFile()) {
      return run(task, new ProcessBuilder(limits.around(command.words())));
    }
    Path file = files.write(task);
    try {
      return run(
          task, new ProcessBuilder(limits.around(command.words(file))).redirectInput(NOTHING));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private byte[] run(Task task, ProcessBuilder builder) throws Exception {
    builder.environment().keySet().removeAll(WITHHELD);
    builder.environment().put("JOINQ_TASK_ID", task.id().toString());
    builder.environment().put("JOINQ_ATTEMPT", Integer.toString(task.attempt()));
    try (ProcessTree tree = start(builder)) {
      if (!command.wantsFile()) {
        streams.execute(() -> write(task.payload(), tree.root().getOutputStream()));
      }
      return await(task, tree);
    }
  }

  private ProcessTree start(ProcessBuilder builder) throws FailedAttemptException {
    try {
      return ProcessTree.start(builder, session);
    } catch (IOException e) {
      throw new FailedAttemptException("cannot start '" + command + "': " + e.getMessage(), e);
    }
  }

  private byte[] await(Task task, ProcessTree tree) throws Exception {
    OutputReader stdout = new OutputReader(tree.root().getInputStream(), maxResult, tree::kill);
    TailReader stderr = new TailReader(tree.root().getErrorStream());
    Future<?> stdoutEnd = streams.submit(stdout);
    Future<?> stderrEnd = streams.submit(stderr);
    int exitCode = tree.root().waitFor();
    tree.kill();
    awaitEnd(stderrEnd);
    awaitEnd(stdoutEnd);
    if (stdout.exceeded()) {
      throw new PermanentFailureException(
          "'"
              + command
              + "' wrote more than the limit of "
              + maxResult
              + " bytes to stdout; have it write less, or raise --max-payload");
    }
    if (exitCode != 0) {
      throw failed(task, exitCode, stderr.text());
    }
    return stdout.bytes();
  }

  /** The stream of a dead process ends at once, unless a daemon that it left holds it open. */
  private static void awaitEnd(Future<?> reading) throws InterruptedException {
    try {
      reading.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      log.warn("a process that the command left keeps its output open");
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read the output of a command", e);
    }
  }

  /** Only the last line becomes the reason, for it has to be short; the log gets what is kept. */
  private FailedAttemptException failed(Task task, int exitCode, String stderr) {
    String end =
        exitCode > SIGNAL_BASE
            ? "exit code " + exitCode + " (signal " + (exitCode - SIGNAL_BASE) + ")"
            : "exit code " + exitCode;
    end += limits.explain(exitCode);
    if (stderr.isEmpty()) {
      return new FailedAttemptException(end);
    }
    log.warn("{}: {}; the last of its stderr:\n{}", task, end, stderr);
    String last = stderr.lines().reduce("", (earlier, line) -> line).strip();
    return new FailedAttemptException(
        end + ": " + last.substring(0, Math.min(last.length(), REASON_CHARACTERS)));
  }

  private static void write(byte[] payload, OutputStream stdin) {
    try (stdin) {
      stdin.write(payload);
    } catch (IOException e) {
      log.debug("the command did not read all of its stdin", e);
    }
  }

  @Override
  public void close() {
    streams.shutdownNow();
    files.close();
  }
}
