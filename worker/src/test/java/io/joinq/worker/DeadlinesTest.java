package io.joinq.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@Timeout(30)
final class DeadlinesTest {
  @TempDir Path folder;

  private JoinableQueue queue;
  private RunningTask delivery;

  @BeforeEach
  void claim() throws Exception {
    queue = JoinableQueue.open(QueueConfig.of("chronicle:" + folder.resolve("queue")));
    queue.put(new byte[] {1});
    delivery = new RunningTask(queue.take());
  }

  @AfterEach
  void finish() {
    queue.taskDone(delivery.lease());
    queue.close();
  }

  @Test
  void keepsNothingOfTasksThatEndedInTime() {
    try (Deadlines deadlines = new Deadlines(Duration.ofHours(1), late -> {})) {
      for (int i = 0; i < 100; i++) {
        deadlines.start(delivery).cancel(false);
      }
      assertThat(deadlines.start(delivery)).isNotCancelled();

      assertThat(deadlines.pending()).isEqualTo(1);
    }
  }

  @Test
  void interruptsWhatIsLateAndReportsWhatDoesNotHeedThat() throws Exception {
    BlockingQueue<RunningTask> uninterruptible = new LinkedBlockingQueue<>();
    try (Deadlines deadlines = new Deadlines(Duration.ofMillis(20), uninterruptible::add)) {
      assertThat(deadlines.start(delivery)).isNotCancelled();

      boolean interrupted = false;
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted = true;
      }

      assertThat(interrupted).isTrue();
      assertThat(uninterruptible.poll(20, TimeUnit.SECONDS)).isSameAs(delivery);
      assertThat(delivery.end()).hasValue(RunningTask.Interruption.TIMED_OUT);
    }
  }

  @Test
  void reportsWhatDoesNotHeedTheLossOfItsLease() throws Exception {
    BlockingQueue<RunningTask> uninterruptible = new LinkedBlockingQueue<>();
    try (Deadlines deadlines = new Deadlines(Duration.ofHours(1), uninterruptible::add)) {
      deadlines.interrupt(delivery, RunningTask.Interruption.LEASE_LOST);
      assertThat(Thread.interrupted()).isTrue();
      deadlines.interrupt(delivery, RunningTask.Interruption.TIMED_OUT);

      assertThat(uninterruptible.poll(20, TimeUnit.SECONDS)).isSameAs(delivery);
      assertThat(deadlines.pending()).as("reports to come, after two interruptions").isZero();
      assertThat(delivery.end()).hasValue(RunningTask.Interruption.LEASE_LOST);
    }
  }

  @Test
  void leavesAloneWhatMakesProgress() throws Exception {
    // Long enough that no machine is as slow as that between two renewals.
    Duration time = Duration.ofSeconds(3);
    try (Deadlines deadlines = new Deadlines(time, late -> {})) {
      assertThat(deadlines.start(delivery)).isNotCancelled();
      CountDownLatch never = new CountDownLatch(1);

      while (delivery.age().compareTo(time.plusMillis(200)) < 0) {
        assertThat(delivery.task().renew()).isTrue();
        // Throws once the handler is interrupted.
        assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
      }

      assertThat(delivery.end()).isEmpty();
    }
  }

  @Test
  void neverInterruptsAThreadThatIsDoneWithTheTask() {
    delivery.end();

    delivery.interrupt(RunningTask.Interruption.TIMED_OUT);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
