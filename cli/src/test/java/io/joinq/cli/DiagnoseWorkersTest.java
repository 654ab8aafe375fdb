package io.joinq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.testing.ChildJvm;
import io.joinq.worker.BlockedHandlerWorker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is named of workers that are killed, stopped, hung or paused, with real processes. */
@Tag("process")
class DiagnoseWorkersTest extends DiagnoseTesting {
  @Test
  void theIncidentIsThatTheOnlyWorkerWasKilled() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue);
        ServerProcess server = ServerProcess.start(queue, "--put", "blocking", "--no-supervise")) {
      end(worker);
      server.getUnanswered("/transcribe?block=true");
      server.getUnanswered("/transcribe?block=true");
      awaitFrozen(server);

      for (Diagnosed found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "worker_killed");
        assertThat(found.also()).containsExactly("workers_paused");
        assertThat(found.summary())
            .contains(
                "in JoinableQueue.put, called from GET /transcribe?block=true",
                "the queue is full, 1/1",
                "nobody will drain it: restart a worker")
            .containsPattern(
                "its only consumer, pid %d, died [0-9.]+ m?s ago, without closing the queue;"
                    .formatted(worker.pid()))
            .doesNotContain("SIGKILL", "was killed");
        assertThat(found.json().path("stacks").toString()).contains("BlockingPut.put");
      }
      assertThat(told(server.adminPort()).cause()).isEqualTo("worker_killed");
      Signal.KILL.sendTo(server.pid());
      ProcessHandle.of(server.pid()).ifPresent(process -> process.onExit().join());
      Diagnosed gone = told(server.adminPort());
      assertThat(gone.chain()).as("%s", gone).containsExactly("queue_full", "worker_killed");
      assertThat(gone.summary()).contains("No server answers on 127.0.0.1:" + server.adminPort());
    }
  }

  @Test
  void ofASupervisedWorkerTheSignalIsKnownThatKilledIt() throws Exception {
    String[] onlyOne = {"--put", "blocking", "--max-restarts", "0"};
    try (ServerProcess server = ServerProcess.start(queue, onlyOne)) {
      long worker = status().workers().get(0).pid();
      server.getUnanswered("/transcribe?block=true");
      server.getUnanswered("/transcribe?block=true");
      awaitFrozen(server);
      Signal.KILL.sendTo(worker);
      await().atMost(PATIENCE).until(() -> isReported(worker));

      for (Diagnosed found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "worker_killed");
        assertThat(found.summary())
            .containsPattern(
                "its only consumer, pid %d, was killed by SIGKILL [0-9.]+ m?s ago;"
                    .formatted(worker))
            .contains("its supervisor has given up on it, and nobody will drain it: restart");
      }
    }
  }

  private boolean isReported(long pid) {
    return status().deaths().stream()
        .anyMatch(death -> death.pid() == pid && !death.detail().isEmpty());
  }

  @Test
  void aServerWhoseOnlyWorkerIsStoppedIsFrozenByThat() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue);
        ServerProcess server = ServerProcess.start(queue, "--put", "blocking", "--no-supervise")) {
      Signal.STOP.sendTo(worker.pid());
      server.get("/transcribe");
      server.getUnanswered("/transcribe");
      awaitFrozen(server);

      for (Diagnosed found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "worker_stopped");
        assertThat(found.summary()).contains("pid " + worker.pid(), "kill -CONT " + worker.pid());
      }
    }
  }

  @Test
  void aServerWhoseOnlyWorkerIsHungInAHandlerIsFrozenByThatAndTheStackIsShown() throws Exception {
    JavaCommand command =
        JavaCommand.of(BlockedHandlerWorker.class.getName()).withArguments(queue.toString());
    try (ChildJvm worker = ChildJvm.start(command);
        ServerProcess server = ServerProcess.start(queue, "--put", "blocking", "--no-supervise")) {
      server.get("/transcribe");
      await().atMost(PATIENCE).until(() -> status().inFlight() == 1);
      server.get("/transcribe");
      server.getUnanswered("/transcribe");
      awaitFrozen(server);
      Diagnosed early = toldHere("--window", "200ms", "--patience", "10m");
      assertThat(early.chain()).as("%s", early).containsExactly("queue_full", "worker_busy_long");
      assertThat(early.json().path("stacks").toString()).contains("awaitWhatNeverComes");
      await()
          .atMost(PATIENCE)
          .pollInterval(SECOND)
          .until(() -> asked(server).cause().equals("worker_hung"));

      for (Diagnosed found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "worker_hung");
        assertThat(found.summary())
            .contains("pid " + worker.pid(), "inside its handler with task-0");
        JsonNode stack = found.json().path("stacks").path(1);
        assertThat(stack.path("of").asText()).isEqualTo("worker 1, pid " + worker.pid());
        assertThat(stack.path("frames").toString())
            .contains("BlockedHandlerWorker.awaitWhatNeverComes(BlockedHandlerWorker.java:")
            .doesNotContain("TaskRunner");
      }
    }
  }

  @Test
  void aWorkerWhoseCommandNeverEndsIsHungAndTheCommandIsNamed() throws Exception {
    try (JoinableQueue q = open(1);
        WorkerProcess worker =
            WorkerProcess.start(queue, "--handler", "exec", "--exec", "sleep 1000")) {
      q.put(new byte[0]);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  status().workers().stream()
                      .anyMatch(w -> w.sinceProgress().compareTo(SECOND) > 0));

      Diagnosed found = toldHere("--patience", "1s");
      assertThat(found.cause()).as("%s", found).isEqualTo("worker_hung");
      assertThat(found.summary()).contains("pid " + worker.pid());
      assertThat(found.json().path("evidence").toString()).contains("sleep 1000");
      assertThat(found.json().path("stacks").toString()).contains("ExecHandler");
    }
  }

  @Test
  void pausedWorkersFreezeAServerThatBlocks() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue, "--put", "blocking")) {
      server.getUnanswered("/transcribe?block=true");
      awaitFrozen(server);

      for (Diagnosed found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "workers_paused");
        assertThat(found.json().path("remedy").asText()).contains("POST /queue/resume");
      }
    }
  }
}
