package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.json.WorkerView;
import io.joinq.os.ProcessUsage;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class WorkerRegistryTest {
  private static final long PID = 101;

  private static WorkerView view(State state, boolean hung, boolean stopped, boolean known) {
    WorkerStatus busy =
        new WorkerStatus(
            1,
            PID,
            stopped ? WorkerStatus.State.STOPPED : WorkerStatus.State.BUSY,
            Optional.of(new TaskId(7)),
            Duration.ZERO,
            Duration.ZERO,
            0,
            true,
            0,
            true);
    QueueStatus status =
        new QueueStatus(
            URI.create("chronicle:fake"),
            1,
            0,
            1,
            1,
            false,
            false,
            0,
            0,
            0,
            0,
            Optional.empty(),
            List.of(),
            known ? List.of(busy) : List.of(),
            List.of());
    WorkerRegistry registry =
        new WorkerRegistry(
            () -> List.of(new SupervisedWorker(1, PID, state, hung, 0)),
            () -> Map.of(PID, new ProcessUsage.Of(100.0, 1, stopped)));
    List<WorkerView> workers = registry.workers(status);
    assertThat(workers).hasSize(1);
    return workers.get(0);
  }

  @Test
  void showsOneWhoseHandlerSpinsAsHungUntilItIsGoneThoughTheQueueSeesItBusy() {
    assertThat(view(State.CLAIMING, false, false, true).state()).isEqualTo("busy");
    assertThat(view(State.HUNG, true, false, true).state()).isEqualTo("hung");
    assertThat(view(State.DRAINING, true, false, true).state()).isEqualTo("hung");
    assertThat(view(State.DRAINING, true, false, false).state()).isEqualTo("hung");
    assertThat(view(State.HUNG, true, false, true).taskId()).isEqualTo("task-7");
  }

  @Test
  void showsOneThatFinishesItsTaskAsTheQueueDoes() {
    assertThat(view(State.DRAINING, false, false, true).state()).isEqualTo("busy");
  }

  @Test
  void showsASpareThatIsStoppedAsStopped() {
    assertThat(view(State.SPARE, false, false, false).state()).isEqualTo("spare");
    assertThat(view(State.SPARE, false, true, false).state()).isEqualTo("stopped");
    assertThat(view(State.BACKOFF, false, true, false).state())
        .as("one that was stopped when it was killed")
        .isEqualTo("backoff");
    assertThat(view(State.DRAINING, false, true, true).state()).isEqualTo("stopped");
  }
}
