package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.LeaseLostException;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskState;
import io.joinq.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends of deliveries that meet one another. */
@Tag("process")
class EndOfDeliveryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int RACES = 300;

  @TempDir Path folder;

  @Test
  void keepsTheResultWhenTwoThreadsEndOneDelivery() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url()))) {
      CyclicBarrier start = new CyclicBarrier(2);
      for (int i = 0; i < RACES; i++) {
        queue.put(new byte[0]);
        Lease lease = queue.take();
        Future<Boolean> done =
            threads.submit(() -> ends(start, () -> queue.taskDone(lease, "done".getBytes(UTF_8))));
        Future<Boolean> failed = threads.submit(() -> ends(start, () -> lease.fail("failed")));

        assertThat(List.of(done.get(), failed.get())).containsExactlyInAnyOrder(true, false);
        TaskState state = queue.admin().task(lease.taskId()).orElseThrow().state();
        assertThat(state).isEqualTo(done.get() ? TaskState.DONE : TaskState.FAILED);
        assertThat(queue.admin().result(lease.taskId()))
            .hasValueSatisfying(
                result ->
                    assertThat(new String(result, UTF_8)).isEqualToIgnoringCase(state.name()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Whether this thread's end of the delivery was the one that counted. */
  private static boolean ends(CyclicBarrier start, Runnable end) throws Exception {
    start.await();
    try {
      end.run();
      return true;
    } catch (LeaseLostException e) {
      return false;
    }
  }

  /** The worker lives, so nobody reaps it; its lease is over, so it cannot end the task itself. */
  @Test
  void joinEndsWhenTheProcessThatBeganDeadLetteringDied() throws Exception {
    JoinableQueue.open(QueueConfig.of(url()).withCapacity(2)).close();
    try (ChildJvm worker = child("CLAIM_READING:STOP", "put", "take", "wait");
        ChildJvm undertaker = child("DEAD_LETTER_BEGUN:KILL", "wait")) {
      await().atMost(PATIENCE).until(() -> ProcFs.isStopped(worker.pid()));
      assertThat(undertaker.awaitExit()).isEqualTo(128 + 9);
      worker.signal(Signal.CONT);

      try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url()))) {
        await().atMost(PATIENCE).until(() -> queue.join(Duration.ofMillis(100)).joined());
        assertThat(queue.admin().deadLetters().list()).hasSize(1);
      }
    }
  }

  private ChildJvm child(String step, String... commands) {
    JavaCommand command =
        JavaCommand.of(ProtocolChild.class.getName())
            .withArguments(url(), "300", "1")
            .withArguments(commands);
    return ChildJvm.start(command.withProperty("joinq.step", step));
  }

  private String url() {
    return "chronicle:" + folder.resolve("queue");
  }
}
