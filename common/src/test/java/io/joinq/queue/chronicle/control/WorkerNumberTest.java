package io.joinq.queue.chronicle.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.QueueOpenException;
import io.joinq.queue.WorkerIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No two live workers of a queue have one number. */
@Tag("fast")
final class WorkerNumberTest {
  @TempDir private Path folder;
  private ProcessTable processes;

  @BeforeEach
  void listWorkerOne() throws IOException {
    Path file = folder.resolve("control");
    ControlFile.create(file, new QueueShape(4, 2, 4, 8), new UUID(0, 0));
    processes = new ProcessTable(ControlFile.open(file, true));
    processes.list(0, new WorkerIdentity(1, true, 0), i -> true);
  }

  @Test
  void aSupervisedWorkerIsGivenTheLowestFreeNumberWhereItsOwnIsTaken() {
    processes.list(1, new WorkerIdentity(1, true, 0), i -> true);
    processes.list(2, new WorkerIdentity(0, false, 0), i -> true);

    assertThat(processes.worker(0)).isEqualTo(1);
    assertThat(processes.worker(1)).isEqualTo(2);
    assertThat(processes.worker(2)).isEqualTo(3);
  }

  @Test
  void aNumberThatSomebodyAskedForAndIsTakenIsRefusedAndNothingIsListed() {
    assertThatThrownBy(() -> processes.list(1, new WorkerIdentity(1, false, 0), i -> true))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("worker number 1 is taken by pid " + ProcessHandle.current().pid())
        .hasMessageContaining("--worker");

    assertThat(processes.user(1)).isZero();
    assertThat(processes.incarnation(1)).isZero();
  }

  @Test
  void aNumberIsFreeAgainOnceItsWorkerHasLeft() {
    processes.unlist(0, processes.user(0));
    processes.list(1, new WorkerIdentity(1, false, 0), i -> true);

    assertThat(processes.worker(1)).isEqualTo(1);
  }
}
