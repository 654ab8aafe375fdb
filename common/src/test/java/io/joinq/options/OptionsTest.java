package io.joinq.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Tag("fast")
final class OptionsTest {
  @Command(name = "probe")
  static final class Probe implements Runnable {
    @Mixin QueueOptions queue;
    @Mixin HandlerOptions handler;

    @Override
    public void run() {}
  }

  private static Probe parse(List<String> arguments) {
    Probe probe = new Probe();
    CommandRunner.commandLine(probe, Map.of()).parseArgs(arguments.toArray(String[]::new));
    return probe;
  }

  private static Probe parse(String... arguments) {
    return parse(List.of(arguments));
  }

  @Test
  void defaultsAreThoseOfTheQueue() {
    assertThat(parse().queue.toConfig()).isEqualTo(QueueConfig.of("chronicle:./data/queue"));
    assertThat(new QueueOptions().toConfig()).isEqualTo(parse().queue.toConfig());
  }

  @Test
  void simulateOnOneThreadIsTheDefaultHandler() {
    HandlerOptions handler = parse().handler;

    handler.validate();
    assertThat(handler.handler()).isEqualTo(HandlerOptions.Kind.SIMULATE);
    assertThat(handler.exec()).isEmpty();
    assertThat(handler.threads()).isEqualTo(1);
    assertThat(handler.taskTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(new HandlerOptions().toArguments()).isEqualTo(handler.toArguments());
  }

  @Test
  void everyQueueOptionReachesTheConfiguration() {
    QueueOptions queue =
        parse(
                "--queue=chronicle:/var/q",
                "--capacity=8",
                "--max-attempts=5",
                "--lease-timeout=250ms",
                "--max-payload=64KiB")
            .queue;

    assertThat(queue.toConfig())
        .isEqualTo(
            QueueConfig.of(URI.create("chronicle:/var/q"))
                .withCapacity(8)
                .withMaxAttempts(5)
                .withLeaseTimeout(Duration.ofMillis(250))
                .withMaxPayload(65_536));
    assertThat(queue.capacity()).hasValue(8);
  }

  @Test
  void argumentsGiveAnotherProcessTheSameOptions() {
    List<String> queue =
        List.of(
            "--queue",
            "chronicle:/q",
            "--capacity",
            "8",
            "--max-attempts",
            "5",
            "--lease-timeout",
            "90s",
            "--max-payload",
            "1500");
    List<String> handler =
        List.of(
            "--handler",
            "exec",
            "--exec",
            "sh -c 'cat {payload}'",
            "--task-timeout",
            "2m",
            "--threads",
            "3");

    assertThat(parse(queue).queue.toArguments()).isEqualTo(queue);
    assertThat(parse(handler).handler.toArguments()).isEqualTo(handler);
  }

  @Test
  void capacityLeftOutStaysLeftOut() {
    assertThat(parse().queue.capacity()).isEmpty();
    assertThat(parse().queue.toArguments()).doesNotContain("--capacity");
  }

  @ParameterizedTest
  @CsvSource({
    "--queue=./data/queue, has no engine or no place; write chronicle:DIR",
    "--queue=chronicle:, has no engine or no place; write chronicle:DIR",
    "--queue=a b:c, is not a URL",
    "--capacity=0, 'capacity must be from 1 to 16777216, not 0'",
    "--max-attempts=0, 'maxAttempts must be from 1 to 100, not 0'",
    "--lease-timeout=1ms, leaseTimeout must be from 50 ms to 1 day",
    "--max-payload=2GiB, 'maxPayload must be from 1 to 1073741824, not 2147483648'"
  })
  void refusesQueueOptionsOutOfRange(String argument, String message) {
    QueueOptions queue = parse(argument).queue;

    assertThatThrownBy(queue::toConfig)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFolderMayHaveAnyName() {
    assertThat(parse("--queue=chronicle:/a b/50%/\u00fc").queue.url().getSchemeSpecificPart())
        .isEqualTo("/a b/50%/\u00fc");
  }

  @Test
  void opensAndInspectsTheQueue(@TempDir Path folder) throws Exception {
    QueueOptions options = parse("--queue=chronicle:" + folder + "/q", "--capacity=3").queue;

    try (JoinableQueue queue = options.open();
        JoinableQueue asWorker = options.open(new WorkerIdentity(4, true, 1))) {
      queue.put(new byte[1]);

      assertThat(asWorker.depth()).isEqualTo(1);
      assertThat(options.inspect().capacity()).isEqualTo(3);
    }
  }

  @Test
  void refusesAnEngineThatIsNotThere() {
    QueueOptions options = parse("--queue=nosuch:place").queue;

    assertThatThrownBy(options::open)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no engine for queue 'nosuch:place'");
    assertThatThrownBy(options::inspect).isInstanceOf(UsageException.class);
  }

  @Test
  void refusesExecWithoutItsHandler() {
    assertThatThrownBy(parse("--exec", "cat").handler::validate)
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--exec \"cat\" contradicts --handler simulate; add --handler exec, or leave --exec"
                + " out");
  }

  @Test
  void refusesTheExecHandlerWithoutACommand() {
    assertThatThrownBy(parse("--handler", "exec").handler::validate)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("add --exec \"CMD ...\"");
    assertThatThrownBy(parse("--handler", "exec", "--exec", " ").handler::validate)
        .isInstanceOf(UsageException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "--threads=0, '--threads must be from 1 to 256, not 0'",
    "--threads=257, '--threads must be from 1 to 256, not 257'",
    "--task-timeout=0s, --task-timeout 0 would end every task at once"
  })
  void refusesHandlerOptionsOutOfRange(String argument, String message) {
    assertThatThrownBy(parse(argument).handler::validate)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
