package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.options.HandlerOptions;
import io.joinq.options.UsageException;
import io.joinq.queue.TaskId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@Tag("fast")
final class TaskHandlersTest {
  private static HandlerOptions options(String... arguments) {
    return CommandLine.populateCommand(new HandlerOptions(), arguments);
  }

  @Test
  void makesTheHandlerThatWasAskedFor() throws Exception {
    Task task = new Task(new TaskId(3), new byte[] {'x'}, 1, 1);

    try (TaskHandler simulate = TaskHandlers.of(options(), 100);
        TaskHandler exec = TaskHandlers.of(options("--handler=EXEC", "--exec=cat"), 100)) {
      assertThat(simulate.handle(task)).asString().isEqualTo("simulated work on task-3, 1 bytes");
      assertThat(exec.handle(task)).asString().isEqualTo("x");
    }
  }

  @Test
  void refusesACommandThatCannotBeRunBeforeAnyTask() {
    assertThatThrownBy(() -> TaskHandlers.check(options("--handler=EXEC", "--exec=no-such-cmd")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'no-such-cmd'");
    assertThatThrownBy(() -> TaskHandlers.of(options("--handler=EXEC", "--exec='cat"), 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("never closes");
    assertThatThrownBy(() -> TaskHandlers.of(options("--exec=cat"), 1))
        .isInstanceOf(UsageException.class);
  }
}
