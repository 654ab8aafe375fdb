package io.joinq.cli;

import io.joinq.json.DeadLetterView;
import io.joinq.json.Json;
import io.joinq.json.PayloadView;
import io.joinq.json.TaskView;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.queue.DeadLetters;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueException;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "dead-letters",
    description = {
      "Dead letters: tasks that failed --max-attempts times, with the cause of each failure.",
      "Without a subcommand: list. Needs no server and no worker."
    },
    subcommands = {
      DeadLettersCommand.ListAll.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Requeue.class,
      DeadLettersCommand.Purge.class
    })
final class DeadLettersCommand {
  static final String NAME = "dead-letters";
  static final String DEFAULT = "list";

  /** What the subcommands have in common: a queue that is there, and where to write. */
  private abstract static class OnQueue implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetOptions target;

    @Option(names = "--json", description = "For machines.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, TimeoutException {
      // Opening would create a queue that is not there, and find no dead letter in it.
      QueueAdmin.inspect(target.queue());
      try (JoinableQueue queue = JoinableQueue.open(target.toConfig())) {
        run(queue);
      }
      return ExitCode.DONE;
    }

    abstract void run(JoinableQueue queue)
        throws IOException, InterruptedException, TimeoutException;

    /** Writes either of them, as was asked for. */
    void print(Object view, List<String> lines) {
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(new String(Json.bytes(view), StandardCharsets.UTF_8));
      } else {
        lines.forEach(out::println);
      }
      out.flush();
    }

    TaskStatus find(DeadLetters letters, TaskId id) {
      return letters.find(id).orElseThrow(() -> unknown(id));
    }

    QueueException unknown(TaskId id) {
      return new QueueException(
          "no dead letter %s in %s; ./run.sh dead-letters list shows them"
              .formatted(id, target.queue()));
    }
  }

  @Command(
      name = DEFAULT,
      description = "One line each, oldest first; with --json an array of tasks.")
  static final class ListAll extends OnQueue {
    @Override
    void run(JoinableQueue queue) {
      List<TaskStatus> letters = queue.admin().deadLetters().list();
      print(
          letters.stream().map(TaskView::of).toList(),
          letters.isEmpty()
              ? List.of("no dead letters")
              : letters.stream().map(DeadLetterText::line).toList());
    }
  }

  @Command(
      name = "show",
      description = {
        "One dead letter with all its causes, and the beginning of its payload:",
        "as text if it can be printed, in hexadecimal if not."
      })
  static final class Show extends OnQueue {
    @Parameters(paramLabel = "ID", converter = IdConverter.class, description = "Such as task-17.")
    private TaskId id;

    @Option(names = "--payload", description = "Writes only the payload to stdout, as it was put.")
    private boolean raw;

    @Override
    void run(JoinableQueue queue) throws IOException {
      DeadLetters letters = queue.admin().deadLetters();
      TaskStatus letter = find(letters, id);
      byte[] payload = letters.payload(id).orElseThrow(() -> unknown(id));
      if (raw) {
        System.out.write(payload);
        System.out.flush();
        return;
      }
      print(
          DeadLetterView.of(letter, payload),
          DeadLetterText.lines(letter, PayloadView.of(payload)));
    }
  }

  @Command(
      name = "requeue",
      description = {
        "Puts each payload again, as a new task with all its attempts,",
        "and removes the dead letter."
      },
      footer =
          "Exits with 4 if the queue stayed full; that one and the later ones stay dead letters.")
  static final class Requeue extends OnQueue {
    @Parameters(
        paramLabel = "ID",
        arity = "1..*",
        converter = IdConverter.class,
        description = "Such as task-17.")
    private List<TaskId> ids = List.of();

    @Option(
        names = "--timeout",
        paramLabel = "D",
        defaultValue = "10s",
        converter = DurationConverter.class,
        description = "How long to wait for room, for each (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(10);

    @Override
    void run(JoinableQueue queue) throws InterruptedException, TimeoutException {
      DeadLetters letters = queue.admin().deadLetters();
      ids.forEach(id -> find(letters, id));
      for (TaskId id : ids) {
        Optional<TaskId> requeued = letters.requeue(id, timeout);
        if (requeued.isEmpty()) {
          throw FullQueue.timedOut(
              id + " is still a dead letter: nothing was put", timeout, queue.admin().status());
        }
        print(
            Map.of("task_id", id.toString(), "requeued_as", requeued.get().toString()),
            List.of(id + " was put again as " + requeued.get()));
      }
    }
  }

  @Command(
      name = "purge",
      description = "Deletes all dead letters with their payloads. Cannot be undone.")
  static final class Purge extends OnQueue {
    @Override
    void run(JoinableQueue queue) {
      int purged = queue.admin().deadLetters().purge();
      print(
          Map.of("purged", purged),
          List.of(purged == 1 ? "1 dead letter removed" : purged + " dead letters removed"));
    }
  }

  /** Parses a task id. */
  static final class IdConverter implements ITypeConverter<TaskId> {
    @Override
    public TaskId convert(String text) {
      try {
        return TaskId.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
