package io.joinq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.WorkerStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is named of workers that die again and again or with their server, with real processes. */
@Tag("process")
class DiagnoseDeathsTest extends DiagnoseTesting {
  private static final String SPINS = SpinningHandler.class.getName() + ".spinForEver(";

  @Test
  void workersThatAreKilledAgainAndAgainAreACrashLoop() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue)) {
      for (int death = 1; death <= 3; death++) {
        WorkerStatus worker = awaitWorker();
        Signal.KILL.sendTo(worker.pid());
        await().atMost(PATIENCE).until(() -> !status().workers().contains(worker));
        await().atMost(PATIENCE).until(() -> isDead(worker.pid()));
      }
      for (Diagnosed found : both(server)) {
        assertThat(found.cause()).as("%s", found).isEqualTo("crash_loop");
        assertThat(found.json().path("evidence").toString())
            .containsPattern("was killed by SIGKILL [0-9.]+ m?s ago, at 20");
      }
    }
  }

  private WorkerStatus awaitWorker() {
    return await()
        .atMost(PATIENCE)
        .until(() -> status().workers().stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private boolean isDead(long pid) {
    return status().deaths().stream().anyMatch(death -> death.pid() == pid);
  }

  @Test
  void aTaskThatKillsItsWorkersIsPoison() throws Exception {
    String kill = "sh -c 'kill -9 $PPID'";
    try (ServerProcess server = ServerProcess.start(queue, "--handler", "exec", "--exec", kill)) {
      server.get("/transcribe");
      await().atMost(PATIENCE).until(() -> status().dead() == 1);

      for (Diagnosed found : both(server)) {
        assertThat(found.cause()).as("%s", found).isEqualTo("poison_task");
        assertThat(found.summary()).contains("task-0 is poison", "3 workers died of it");
      }
    }
  }

  @Test
  void aTaskThatHasItsWorkersHangIsPoisonAndTheThreadsThatWereKeptShowWhere() throws Exception {
    String[] spinning = {
      "--handler",
      "java",
      "--handler-class",
      SpinningHandler.class.getName(),
      "--task-timeout",
      "500ms",
      "--max-attempts",
      "2"
    };
    try (ServerProcess server = ServerProcess.start(queue, spinning)) {
      long worker = awaitWorker().pid();
      server.get("/transcribe");
      await().atMost(PATIENCE).until(() -> status().dead() == 1);

      for (Diagnosed found : both(server)) {
        assertThat(found.cause()).as("%s", found).isEqualTo("poison_task");
        assertThat(found.summary()).contains("its worker hung in " + SPINS);
        assertThat(found.json().path("evidence").toString())
            .contains("pid %d, hung in %s".formatted(worker, SPINS), "with task-0");
        assertThat(dumpIn(found)).content().contains(SPINS);
      }
    }
  }

  private static Path dumpIn(Diagnosed found) {
    Matcher dump =
        Pattern.compile("its threads are in ([^\"]+)")
            .matcher(found.json().path("evidence").toString());
    assertThat(dump.find()).as("%s", found).isTrue();
    return Path.of(dump.group(1));
  }

  @Test
  void aTaskThatFailsAgainAndAgainIsPoison() throws Exception {
    try (JoinableQueue q = open(1);
        WorkerProcess worker = WorkerProcess.start(queue, "--handler", "exec", "--exec", "false")) {
      q.put(new byte[0]);
      await().atMost(PATIENCE).until(() -> status().dead() == 1);

      Diagnosed found = toldHere();
      assertThat(found.cause()).as("%s", found).isEqualTo("poison_task");
      assertThat(found.summary()).contains("its handler failed 3 times");
      assertThat(worker.process().isAlive()).isTrue();
    }
  }

  @Test
  void workersThatEndWithTheirServerAreMissingBecauseThatIsGone() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue)) {
      server.get("/transcribe");
      ProcessHandle worker = ProcessHandle.of(awaitWorker().pid()).orElseThrow();
      Signal.KILL.sendTo(server.pid());
      await().atMost(PATIENCE).until(() -> isDead(server.pid()) && !worker.isAlive());

      Diagnosed found = told(server.adminPort());
      assertThat(found.chain()).as("%s", found).endsWith("no_worker", "server_gone");
      assertThat(found.summary()).contains("pid " + server.pid(), "./run.sh server");
    }
  }
}
