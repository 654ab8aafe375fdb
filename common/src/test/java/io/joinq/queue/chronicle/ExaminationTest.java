package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.joinq.queue.Examination;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.QueueProcess;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.WorkerIdentity;
import io.joinq.queue.chronicle.log.LogSpace;
import io.joinq.queue.chronicle.log.SpillFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
class ExaminationTest {
  @TempDir private Path temp;
  private URI url;

  @BeforeEach
  void nameTheQueue() {
    url = URI.create("chronicle:" + temp.resolve("queue"));
  }

  private JoinableQueue open() {
    return JoinableQueue.open(
        QueueConfig.of(url)
            .withCapacity(4)
            .withMaxAttempts(2)
            .withWorker(new WorkerIdentity(3, false, 0)));
  }

  @Test
  void listsUnfinishedFailedDeliveriesBeforeDeadLetters() throws Exception {
    try (JoinableQueue queue = open()) {
      queue.put(new byte[1]);
      queue.put(new byte[1]);
      queue.put(new byte[1]);
      queue.take().retry("once");
      queue.take().retry("twice");
      queue.take().retry("slow");

      Examination found = QueueAdmin.examine(url);

      assertThat(found.failedDeliveries())
          .extracting(TaskStatus::id, TaskStatus::state)
          .containsExactly(
              tuple(new TaskId(1), TaskState.QUEUED), tuple(new TaskId(0), TaskState.DEAD));
      assertThat(found.failedDeliveries().get(1).causes())
          .extracting(Redelivery::detail)
          .containsExactly("once", "twice");
      assertThat(found.status().dead()).isEqualTo(1);
    }
  }

  @Test
  void listsEveryProcessThatHasTheQueueOpen() {
    try (JoinableQueue queue = open()) {
      assertThat(QueueAdmin.examine(url).processes())
          .singleElement()
          .satisfies(
              self -> {
                assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
                assertThat(self.worker()).hasValue(3);
                assertThat(self.alive()).isTrue();
                assertThat(self.stopped()).isFalse();
                assertThat(self.silentFor()).isLessThan(Duration.ofMinutes(1));
              });
      assertThat(queue.isEmpty()).isTrue();
    }
    assertThat(QueueAdmin.examine(url).processes())
        .extracting(QueueProcess::pid)
        .doesNotContain(ProcessHandle.current().pid());
  }

  @Test
  void saysWhatTheDiskHasAndWhatAPutNeeds() throws Exception {
    try (JoinableQueue queue = open()) {
      queue.put(new byte[SpillFiles.LARGEST_INLINE]);
      Examination found = QueueAdmin.examine(url);
      assertThat(found.freeBytes()).isGreaterThan(found.neededBytes());
      assertThat(found.neededBytes()).isEqualTo(LogSpace.NEW_SEGMENT);

      queue.put(new byte[100_000]);
      assertThat(QueueAdmin.examine(url).neededBytes())
          .as("with a payload that has a file of its own")
          .isEqualTo(LogSpace.NEW_SEGMENT + 100_000);
    }
  }

  @Test
  void leavesADamagedDeadLetterOutAndSaysSo() throws Exception {
    try (JoinableQueue queue = open()) {
      for (int i = 0; i < 3; i++) {
        queue.put(new byte[1]);
        queue.take().retry("once");
        queue.take().retry("twice");
      }
    }
    Files.write(temp.resolve("queue/dead/1"), new byte[5]);

    Examination found = QueueAdmin.examine(url);

    assertThat(found.failedDeliveries())
        .extracting(TaskStatus::id)
        .containsExactly(new TaskId(2), new TaskId(0));
    assertThat(found.unreadable())
        .singleElement(as(InstanceOfAssertFactories.STRING))
        .contains("task-1");
  }

  @Test
  void makesNoQueueWhereThereIsNone() {
    assertThatThrownBy(() -> QueueAdmin.examine(url)).isInstanceOf(QueueOpenException.class);
    assertThat(temp.resolve("queue")).doesNotExist();
  }
}
