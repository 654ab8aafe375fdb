package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerIdentity;
import io.joinq.queue.WorkerStatus;
import io.joinq.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Processes in pid namespaces of their own, which all have pid 2 there: the cases of the
 * conformance suite that kill and stop processes, and what is known of such a process.
 */
@Tag("process")
final class ContainersTest extends ChronicleCrashTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @BeforeAll
  static void startContainers() throws Exception {
    int exit =
        new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true").start().waitFor();
    assumeTrue(
        exit == 0, "unshare --pid --fork --mount-proc needs root, and a kernel that lets it");
    inContainers(true);
  }

  @AfterAll
  static void stopContainers() {
    inContainers(false);
  }

  private static ChildJvm worker(QueueConfig config, int number) {
    return ChildJvm.startInPidNamespace(
        JavaCommand.of(ContainerWorker.class.getName())
            .withFlag("-XX:TieredStopAtLevel=1")
            .withArguments(config.url().toString(), Integer.toString(number)));
  }

  @Test
  void aWorkerInAContainerIsSeenAndKnownToBeHungAndDead() throws Exception {
    QueueConfig config = newQueue(2);
    try (JoinableQueue queue = JoinableQueue.open(config);
        ChildJvm worker = worker(config, 7)) {
      queue.put(new byte[1]);
      worker.awaitLine("took task-0");
      assertThat(queue.admin().hasLiveConsumer()).isTrue();
      for (QueueStatus status : both(config, queue)) {
        assertThat(status.workers())
            .singleElement()
            .satisfies(
                seen -> {
                  assertThat(seen.worker()).isEqualTo(7);
                  assertThat(seen.pid()).isEqualTo(2);
                  assertThat(seen.local()).isFalse();
                  assertThat(seen.state()).isEqualTo(WorkerStatus.State.BUSY);
                });
        assertThat(status.deaths()).isEmpty();
      }

      worker.signal(Signal.STOP);
      await()
          .atMost(SOON)
          .until(() -> queue.admin().status().workers().get(0).state() == WorkerStatus.State.HUNG);
      assertThat(queue.admin().hasLiveConsumer()).isFalse();

      worker.signal(Signal.KILL);
      Lease again = queue.poll(SOON).orElseThrow();
      assertThat(again.attempts()).isEqualTo(2);
      // A parent here that has lost a child with this pid does not mean that worker.
      queue.admin().reportDeath(2, "exit code 3");
      for (QueueStatus status : both(config, queue)) {
        assertThat(status.workers()).isEmpty();
        assertThat(status.deaths())
            .singleElement()
            .satisfies(death -> assertThat(death.worker()).isEqualTo(OptionalInt.of(7)))
            .satisfies(death -> assertThat(death.detail()).isEmpty());
      }
      queue.taskDone(again);
    }
  }

  /** With nobody left who has the queue open, so that the kernel's lock alone can tell. */
  @Test
  void aDeadWorkerOfAContainerIsNotTakenToBeAlive() {
    QueueConfig config = newQueue(2);
    try (ChildJvm worker = worker(config, 1)) {
      worker.awaitLine("waits");
      assertThat(QueueAdmin.inspect(config.url()).workers()).hasSize(1);
      worker.signal(Signal.KILL);
      worker.awaitExit();
      assertThat(QueueAdmin.inspect(config.url()).workers()).isEmpty();
    }
  }

  @Test
  void workersOfTwoContainersAreTwoAndHaveNumbersOfTheirOwn() throws Exception {
    QueueConfig config = newQueue(2);
    try (ChildJvm one = worker(config, 0);
        ChildJvm other = worker(config, 0)) {
      one.awaitLine("waits");
      other.awaitLine("waits");
      assertThat(QueueAdmin.inspect(config.url()).workers())
          .extracting(WorkerStatus::worker)
          .containsExactly(1, 2);
      // They see this process, and each other, as it sees them.
      try (JoinableQueue queue = JoinableQueue.open(config)) {
        queue.put(new byte[1]);
        await()
            .atMost(SOON)
            .until(
                () -> (one.stdout() + "" + other.stdout()).contains("sees 2 workers, 1 producers"));
      }
    }
  }

  private static List<QueueStatus> both(QueueConfig config, JoinableQueue queue) {
    return List.of(queue.admin().status(), QueueAdmin.inspect(config.url()));
  }

  /** Takes one task, says what it sees, and keeps it. */
  static final class ContainerWorker {
    private ContainerWorker() {}

    public static void main(String[] arguments) throws Exception {
      WorkerIdentity identity = new WorkerIdentity(Integer.parseInt(arguments[1]), false, 0);
      QueueConfig config = QueueConfig.of(arguments[0]).withCapacity(2).withWorker(identity);
      try (JoinableQueue queue = JoinableQueue.open(config)) {
        Optional<Lease> first = queue.poll();
        System.out.println("waits");
        Lease lease = first.isPresent() ? first.get() : queue.take();
        QueueStatus status = queue.admin().status();
        System.out.println("took " + lease.taskId());
        System.out.println(
            "sees %d workers, %d producers"
                .formatted(status.workers().size(), status.producers().size()));
        // Until it is killed, or its parent has gone.
        int end = System.in.read();
        System.out.println("stdin ended with " + end);
      }
    }
  }
}
