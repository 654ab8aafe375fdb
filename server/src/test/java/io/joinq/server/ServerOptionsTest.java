package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.options.CommandRunner;
import io.joinq.options.UsageException;
import io.joinq.server.put.PutStrategy;
import io.joinq.server.supervisor.RecyclePolicy;
import io.joinq.server.supervisor.RestartIntensity;
import io.joinq.server.supervisor.SupervisorConfig;
import io.joinq.server.supervisor.WorkerRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Tag("fast")
class ServerOptionsTest {
  @Command(name = "server")
  private static final class Options implements Runnable {
    @Mixin private ServerOptions options = new ServerOptions();

    @Override
    public void run() {}
  }

  private static ServerConfig parse(Map<String, String> environment, String... arguments) {
    Options command = new Options();
    CommandRunner.commandLine(command, environment).parseArgs(arguments);
    return command.options.toConfig();
  }

  private static ServerConfig parse(String... arguments) {
    return parse(Map.of(), arguments);
  }

  @Test
  void hasTheDefaultsOfTheContract() {
    ServerConfig config = parse();

    assertThat(config.put().kind()).isEqualTo(PutStrategy.Kind.ASYNC);
    assertThat(config.put().timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.put().onFull()).isEqualTo(PutStrategy.OnFull.REJECT);
    assertThat(config.listen().bind()).isEqualTo("127.0.0.1");
    assertThat(config.listen().port()).isEqualTo(8001);
    assertThat(config.listen().adminPort()).isEqualTo(8002);
    assertThat(config.listen().adminToken()).isEmpty();
    assertThat(config.supervisor().workers()).hasToString("1");
    assertThat(config.supervisor().spares()).isZero();
    assertThat(config.records().eventLog()).hasToString("./data/queue.records/events.jsonl");
    assertThat(config.queue().url()).hasToString("chronicle:./data/queue");
  }

  @Test
  void readsEveryOption() {
    ServerConfig config =
        parse(
            "--put=timed --put-timeout=2s --on-full=drop --workers=3 --port=0 --admin-port=0"
                .split(" "));

    assertThat(config.put().kind()).isEqualTo(PutStrategy.Kind.TIMED);
    assertThat(config.put().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.put().onFull()).isEqualTo(PutStrategy.OnFull.DROP);
    assertThat(config.supervisor().workers()).hasToString("3");
    assertThat(config.listen().port()).isZero();
  }

  @Test
  void supervisesNobodyWhenToldNotTo() {
    WorkerRange none = WorkerRange.NONE;
    assertThat(parse("--no-supervise").supervisor().workers()).isEqualTo(none);
    assertThat(parse("--no-supervise", "--supervise", "--workers", "2").supervisor().workers())
        .hasToString("2");
    assertThat(parse(Map.of("JOINQ_SUPERVISE", "false")).supervisor().workers()).isEqualTo(none);
  }

  @Test
  void readsHowWorkersAreSupervised() {
    SupervisorConfig config =
        parse(
                "--workers=1..4 --spares=2 --max-restarts=5 --restart-window=30s --recycle-after=9"
                    .split(" "))
            .supervisor();

    assertThat(config.workers()).isEqualTo(new WorkerRange(1, 4));
    assertThat(config.spares()).isEqualTo(2);
    assertThat(config.intensity()).isEqualTo(new RestartIntensity(5, Duration.ofSeconds(30)));
    assertThat(config.recycling()).isEqualTo(new RecyclePolicy(9, 0));
  }

  @Test
  void givesWorkersTheOptionsOfTheQueueAndOfTheHandler() {
    List<String> command =
        parse(
                "--queue",
                "chronicle:/tmp/q",
                "--capacity",
                "7",
                "--handler",
                "exec",
                "--exec",
                "wc -c")
            .workerCommand()
            .of(2, 5, false)
            .command();

    assertThat(command).containsSequence("--queue", "chronicle:/tmp/q");
    assertThat(command).containsSequence("--capacity", "7");
    assertThat(command).containsSequence("--exec", "wc -c");
    assertThat(command).containsSequence("--worker", "2", "--restarts", "5");
    assertThat(command).contains("io.joinq.worker.WorkerMain", "--supervised", "--with-parent");
  }

  @ParameterizedTest
  @CsvSource({
    "--bind 0.0.0.0, --admin-token",
    "--bind ::, 127.0.0.1",
    "--bind example.org, example.org",
    "--port 8002, --admin-port",
    "--port 70000, 65535",
    "--workers -1, 1..4",
    "--workers 4..2, smaller number first",
    "--workers 0..2, start at 1",
    "--spares 17, --spares",
    "--max-restarts -1, --max-restarts",
    "--restart-window 10ms, 1s",
    "--max-rss 1MiB, 32MiB",
    "--put blocking --on-full drop, --put timed",
    "--pool-threads 7, from 8 to 10000",
    "--handler exec, --exec",
    "--no-supervise --workers 4, leave --workers out",
    "--no-supervise --spares 2, --spares 2 contradicts --no-supervise",
    "--no-supervise --recycle-after 9, --recycle-after 9 contradicts",
    "--no-supervise --max-rss 64MiB, --max-rss 64MiB contradicts",
    "--workers 0 --spares 2, --spares 2 contradicts --workers 0",
    "--capacity 0, capacity"
  })
  void refusesWhatCannotBeAndNamesTheRemedy(String arguments, String named) {
    assertThatThrownBy(() -> parse(arguments.split(" ")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(named);
  }

  @Test
  void theEnvironmentIsForServersThatSuperviseAndDisturbsNoOther() {
    Map<String, String> environment = Map.of("JOINQ_WORKERS", "4", "JOINQ_SPARES", "2");

    SupervisorConfig config = parse(environment, "--no-supervise").supervisor();

    assertThat(config.workers()).isEqualTo(WorkerRange.NONE);
    assertThat(config.spares()).isZero();
    assertThat(parse("--no-supervise", "--workers", "0", "--spares", "0").supervisor().workers())
        .isEqualTo(WorkerRange.NONE);
  }

  @Test
  void bindsAnyAddressWithAToken() {
    assertThat(parse("--bind", "0.0.0.0", "--admin-token", "s3cret").listen().bind())
        .isEqualTo("0.0.0.0");
    assertThat(parse(Map.of("JOINQ_ADMIN_TOKEN", "s3cret"), "--bind", "::").listen().adminToken())
        .contains("s3cret");
  }

  @Test
  void theHelpSaysThatNoWorkerIsStartedWithoutSupervision() {
    Options command = new Options();
    String help = CommandRunner.commandLine(command, Map.of()).getUsageMessage();

    assertThat(help.replaceAll("\\s+", " "))
        .contains("--no-supervise starts none: tasks are refused until you start a worker");
  }
}
