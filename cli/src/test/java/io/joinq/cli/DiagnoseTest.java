package io.joinq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.server.BlockedLoopServer;
import io.joinq.testing.ChildJvm;
import io.joinq.testing.SmallDisk;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What is named of producers, the disk, the load and the server, with real processes. */
@Tag("process")
class DiagnoseTest extends DiagnoseTesting {
  @Test
  void aProducerThatIsStoppedInsideAPutFreezesAServerThatBlocks() throws Exception {
    Path file = Files.write(folder.resolve("payload"), new byte[10]);
    JavaCommand put =
        JavaCommand.of(Joinq.class.getName())
            .withProperty("joinq.step", "PUT_RECORD_WRITTEN:STOP")
            .withArguments("put", "--queue", queue.toString(), file.toString());
    try (ServerProcess server = ServerProcess.start(queue, "--put", "blocking");
        ChildJvm producer = ChildJvm.start(put)) {
      await().atMost(PATIENCE).until(() -> status().stalledProducer().isPresent());
      server.getUnanswered("/transcribe");
      awaitFrozen(server);

      for (Diagnosed found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "producer_stopped");
        assertThat(found.summary())
            .contains("pid " + producer.pid() + ", was stopped inside a put");
      }
    }
  }

  @Test
  @EnabledIf(
      value = "io.joinq.testing.SmallDisk#canBeMounted",
      disabledReason = "only root can mount a small tmpfs")
  void aFullDiskIsNamed() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "4m")) {
      queue = URI.create("chronicle:" + disk.folder().resolve("queue"));
      try (WorkerProcess worker = WorkerProcess.start(queue)) {
        long free = disk.folder().toFile().getUsableSpace();
        Files.write(disk.folder().resolve("ballast"), new byte[(int) free - (256 << 10)]);

        Diagnosed found = toldHere();
        assertThat(found.cause()).as("%s", found).isEqualTo("disk_full");
        assertThat(found.summary()).contains("a put needs up to 524288", disk.folder().toString());
        assertThat(worker.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  void aQueueThatIsFullWhileItsWorkerIsAtWorkIsTooSlow() throws Exception {
    try (JoinableQueue q = open(4);
        WorkerProcess worker = WorkerProcess.start(queue)) {
      Thread producer = new Thread(() -> putAlways(q), "producer");
      producer.start();
      await().atMost(PATIENCE).until(() -> status().completed() > 1 && q.isFull());

      // The worker may be ahead of the producer at one look of five.
      Diagnosed found = await().atMost(PATIENCE).until(() -> toldHere(), f -> f.chain().size() > 1);
      assertThat(found.chain()).as("%s", found).containsExactly("queue_full", "queue_too_slow");
      assertThat(found.json().path("claimed_per_second").asDouble()).isPositive();
      producer.interrupt();
      producer.join();
      assertThat(worker.process().isAlive()).isTrue();
    }
  }

  private static void putAlways(JoinableQueue q) {
    try {
      while (true) {
        q.put(new byte[0]);
      }
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @Test
  void aLoopThatIsBlockedBySomethingElseThanAPutIsToldFromThat() throws Exception {
    try (ServerProcess server = ServerProcess.start(BlockedLoopServer.class, queue)) {
      server.tell("block");
      awaitFrozen(server);

      for (Diagnosed found : both(server)) {
        assertThat(found.chain()).as("%s", found).containsExactly("loop_blocked");
        assertThat(found.summary())
            .contains("BlockedLoopServer.computeReport", "called from GET /report");
      }
    }
  }

  @Test
  void allIsWellUntilTheServerIsStopped() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue)) {
      for (Diagnosed found : both(server)) {
        assertThat(found.cause()).as("%s", found).isEqualTo("all_well");
        assertThat(found.json().path("healthy").asBoolean()).isTrue();
        assertThat(found.json().path("server").path("pid").asLong()).isEqualTo(server.pid());
      }
      Signal.STOP.sendTo(server.pid());

      Diagnosed found = told(server.adminPort());
      assertThat(found.chain()).as("%s", found).containsExactly("server_stopped");
      assertThat(found.summary()).contains("kill -CONT " + server.pid());
    }
  }

  @Test
  void withoutAQueueThereIsNothingToDiagnose() throws Exception {
    CommandRun run = CommandRun.of("diagnose", "--queue", queue.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).hasSize(1);
  }

  @Test
  void peopleReadTheCauseFirst() throws Exception {
    open(1).close();
    CommandRun run = CommandRun.of("diagnose", "--queue", queue.toString(), "--admin-port", "1");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("cause: no_worker", "").contains("evidence");
  }
}
