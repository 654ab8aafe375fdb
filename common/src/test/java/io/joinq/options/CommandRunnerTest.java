package io.joinq.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.QueueOpenException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Tag("fast")
final class CommandRunnerTest {
  @Command(name = "probe", description = "A command of the tests.", subcommands = Inner.class)
  static final class Probe implements Callable<Integer> {
    @Mixin QueueOptions queue;
    @Mixin HandlerOptions handler;

    @Option(names = "--supervise", negatable = true, defaultValue = "true", fallbackValue = "true")
    boolean supervise;

    Exception failure;

    @Override
    public Integer call() throws Exception {
      queue.toConfig();
      handler.validate();
      if (failure != null) {
        throw failure;
      }
      return ExitCode.DONE;
    }
  }

  @Command(name = "inner")
  static final class Inner implements Runnable {
    @Option(names = "--put-timeout", converter = DurationConverter.class)
    Duration putTimeout;

    @Override
    public void run() {}
  }

  private final Probe probe = new Probe();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... arguments) {
    return commandLine(environment).execute(arguments);
  }

  private CommandLine commandLine(Map<String, String> environment) {
    return CommandRunner.commandLine(probe, environment)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true));
  }

  @Test
  void takesWhatIsLeftOutFromTheEnvironment() {
    Map<String, String> environment =
        Map.of("JOINQ_CAPACITY", "7", "JOINQ_LEASE_TIMEOUT", "2s", "JOINQ_SUPERVISE", "false");

    assertThat(run(environment)).isZero();
    assertThat(probe.queue.capacity()).hasValue(7);
    assertThat(probe.queue.toConfig().leaseTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(probe.supervise).isFalse();
  }

  @Test
  void theCommandLineComesBeforeTheEnvironment() {
    Map<String, String> environment =
        Map.of("JOINQ_CAPACITY", "nonsense", "JOINQ_SUPERVISE", "false");

    assertThat(run(environment, "--capacity", "9", "--supervise")).as(err.toString()).isZero();
    assertThat(probe.queue.capacity()).hasValue(9);
    assertThat(probe.supervise).isTrue();
    assertThat(run(Map.of(), "--no-supervise")).isZero();
    assertThat(probe.supervise).isFalse();
  }

  @Test
  void aVariableSetToNothingIsNotSet() {
    assertThat(run(Map.of("JOINQ_CAPACITY", "", "JOINQ_EXEC", ""))).isZero();
    assertThat(probe.queue.capacity()).isEmpty();
  }

  @Test
  void namesTheVariableThatARefusedValueCameFrom() {
    assertThat(run(Map.of("JOINQ_LEASE_TIMEOUT", "soon"))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("'soon' is not a duration; write 250ms, 5s, 2m or 1h")
        .contains("(from the variable JOINQ_LEASE_TIMEOUT)");
  }

  @Test
  void subcommandsReadTheEnvironmentToo() {
    CommandLine commandLine = commandLine(Map.of("JOINQ_PUT_TIMEOUT", "3s"));

    assertThat(commandLine.execute("inner")).isZero();
    Inner inner = commandLine.getSubcommands().get("inner").getCommand();
    assertThat(inner.putTimeout).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void ofOptionsGivenTwiceTheLastCounts() {
    assertThat(run(Map.of(), "--capacity", "2", "--capacity", "3")).isZero();
    assertThat(probe.queue.capacity()).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({
    "--frobnicate, Unknown option: '--frobnicate'",
    "--capacity=many, 'many' is not a whole number",
    "--lease-timeout=-5s, '-5s' is not a duration; write 250ms, 5s, 2m or 1h",
    "--max-payload=16MB, '16MB' is not a size",
    "--handler=magic, is none of: simulate",
    "--exec=cat, add --handler exec",
    "--capacity=0, capacity must be from 1"
  })
  void refusesBadOptionsWithOneLineAndAHint(String argument, String message) {
    assertThat(run(Map.of(), argument)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
    assertThat(err.toString().lines()).hasSize(2).last().isEqualTo("Try 'probe --help'.");
  }

  @Test
  void namesTheChoicesOfAnOption() {
    assertThat(run(Map.of(), "--handler=magic")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'magic' is none of: simulate, exec, java\n");
  }

  @Test
  void readsHandlersInEitherCase() {
    assertThat(run(Map.of(), "--handler", "EXEC", "--exec", "cat")).isZero();
    assertThat(probe.handler.handler()).isEqualTo(HandlerOptions.Kind.EXEC);
  }

  @Test
  void aQueueThatCannotBeOpenedHasItsOwnExitCode() {
    probe.failure = new QueueOpenException("no queue\n  at /q");

    assertThat(run(Map.of())).isEqualTo(ExitCode.QUEUE_CANNOT_BE_OPENED);
    assertThat(err).hasToString("probe: no queue; at /q" + System.lineSeparator());
  }

  @Test
  void aTimeOutHasItsOwnExitCode() {
    probe.failure = new TimeoutException("3 unfinished");

    assertThat(run(Map.of())).isEqualTo(ExitCode.TIMED_OUT);
  }

  @Test
  void anyOtherFailureIsOneLineWithoutAStackTrace() {
    probe.failure = new IllegalStateException();

    assertThat(run(Map.of())).isEqualTo(ExitCode.FAILED);
    assertThat(err).hasToString("probe: IllegalStateException" + System.lineSeparator());
  }

  @Test
  void helpShowsEveryOptionWithItsDefault() {
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(out.toString())
        .contains("--queue=URL", "chronicle:./data/queue", "--handler=KIND", "default: simulate")
        .contains("--max-payload=SIZE", "16MiB", "--version");
  }

  @Test
  void printsItsVersion() {
    assertThat(run(Map.of(), "--version")).isZero();
    assertThat(out.toString()).startsWith("joinq ");
  }
}
