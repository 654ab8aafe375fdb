package io.joinq.cli;

import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.TaskId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "put",
    description = "Puts tasks, and prints their ids.",
    footer = "Exits with 4 when the queue stayed full; the ids printed before are accepted.")
final class PutCommand implements Callable<Integer> {
  private static final String STDIN = "-";

  @Spec private CommandSpec spec;
  @Mixin private TargetOptions target;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "One task each; - or no file reads stdin.")
  private List<String> sources = List.of();

  @Option(names = "--lines", description = "Each line is a task, without its line feed.")
  private boolean lines;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "How long each task waits for room (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(10);

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    List<String> names = sources.isEmpty() ? List.of(STDIN) : sources;
    names.forEach(PutCommand::checkReadable);
    QueueConfig config = target.toConfig();
    Payloads payloads = new Payloads(config.maxPayload());
    boolean drawn = Terminal.isAttached() && (lines || names.size() > 1);
    try (JoinableQueue queue = JoinableQueue.open(config);
        ProgressBar bar = drawn ? Terminal.progressBar("put", lines ? -1 : names.size()) : null) {
      for (String name : names) {
        if (lines) {
          putLines(queue, payloads, name, bar);
        } else {
          put(queue, read(payloads, name), name, bar);
        }
      }
    }
    return ExitCode.DONE;
  }

  private static void checkReadable(String name) {
    if (!name.equals(STDIN)
        && (!Files.isReadable(Path.of(name)) || Files.isDirectory(Path.of(name)))) {
      throw new QueueException("cannot read the file '" + name + "'; nothing was put");
    }
  }

  private static byte[] read(Payloads payloads, String name) throws IOException {
    return name.equals(STDIN) ? payloads.ofStream(System.in) : payloads.ofFile(Path.of(name));
  }

  private void putLines(JoinableQueue queue, Payloads payloads, String name, ProgressBar bar)
      throws IOException, InterruptedException, TimeoutException {
    try (InputStream in =
        new BufferedInputStream(
            name.equals(STDIN) ? System.in : Files.newInputStream(Path.of(name)))) {
      int number = 0;
      for (byte[] line = payloads.nextLine(in); line != null; line = payloads.nextLine(in)) {
        put(queue, line, "line " + ++number + " of " + name, bar);
      }
    }
  }

  private void put(JoinableQueue queue, byte[] payload, String name, ProgressBar bar)
      throws InterruptedException, TimeoutException {
    Optional<TaskId> id = queue.offer(payload, timeout);
    if (id.isEmpty()) {
      String what = name.equals(STDIN) ? "stdin" : name;
      throw FullQueue.timedOut(what + " was not put", timeout, queue.admin().status());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(id.get());
    out.flush();
    if (System.out.checkError()) {
      throw new QueueException(
          id.get() + " was put, but stdout cannot take its id; nothing was put after it");
    }
    if (bar != null) {
      bar.step();
    }
  }
}
