package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.WorkerStatus.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is named of the queue, its producers and its disk, on fabricated evidence. */
@Tag("fast")
class QueueDiagnosisTest {
  @Test
  void doesNotCallAQueueSlowWhoseWorkerTookNothingButMayHang() {
    Duration fourSeconds = Duration.ofMillis(4_200);
    DiagnosisView found =
        new Given()
            .full()
            .worker(1, State.BUSY, fourSeconds)
            .stack(1, "my.Handler.handle")
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "worker_busy_long");
    assertThat(found.also()).isEmpty();
    assertThat(found.summary())
        .contains(
            "worker 1, pid 4001, has had task-1 for 4.2 s and nothing else was taken meanwhile;"
                + " either the task takes so long or its handler hangs");
    assertThat(found.stacks())
        .containsExactly(new Stack("worker 1, pid 4001", List.of("my.Handler.handle")));
  }

  @Test
  void callsAQueueSlowOfWhichALongTaskMakesProgress() {
    DiagnosisView found =
        new Given().full().worker(1, State.BUSY, Duration.ofMillis(300)).diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "queue_too_slow");
  }

  @Test
  void saysThatAFullQueueIsTooSlowWhenItsWorkersAreAtWork() {
    Duration shortly = Duration.ofMillis(200);
    DiagnosisView found =
        new Given().full().putWithinASecond(5).worker(1, State.BUSY, shortly).diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "queue_too_slow");
    assertThat(found.summary()).contains("5.0/s claimed, 5.0/s put");
  }

  @Test
  void seesAQueueFillUp() {
    DiagnosisView found =
        new Given().capacity(100).depth(60, 70).putWithinASecond(30).idleWorker(1).diagnose();
    assertThat(found.cause()).isEqualTo("queue_too_slow");
    assertThat(found.summary()).contains("20.0/s claimed, 30.0/s put");
  }

  @Test
  void doesNotCallAQueueSlowThatDrains() {
    DiagnosisView found =
        new Given().capacity(100).depth(90, 60).putWithinASecond(3).idleWorker(1).diagnose();
    assertThat(found.cause()).isEqualTo("all_well");
    assertThat(found.healthy()).isTrue();
  }

  @Test
  void blamesAStoppedProducerForNoServerButItself() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .stoppedProducer(2999, Given.LONG)
            .server(ServerContact.of(ServerContact.State.STOPPED, Given.ADDRESS, 3000))
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("producer_stopped");
    assertThat(Given.others(found)).containsExactly("server_stopped");
  }

  @Test
  void namesAProducerThatIsStoppedInsideAPutAndThatItIsTheServer() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .stoppedProducer(3000, Given.LONG)
            .server(ServerContact.of(ServerContact.State.STOPPED, Given.ADDRESS, 3000))
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("server_stopped", "producer_stopped");
    assertThat(found.summary()).contains("pid 3000 (the server), was stopped inside a put");
  }

  @Test
  void namesAFullDisk() {
    DiagnosisView found = new Given().idleWorker(1).freeBytes(1000).diagnose();
    assertThat(found.cause()).isEqualTo("disk_full");
    assertThat(found.summary()).contains("1000 bytes are free, and a put needs up to 524288");
  }

  @Test
  void namesADiskThatHasSpaceButNotForWhatIsPut() {
    DiagnosisView found = new Given().idleWorker(1).refusedForSpace(3).diagnose();
    assertThat(found.cause()).isEqualTo("disk_full");
    assertThat(found.summary()).contains("puts are refused for that");
    assertThat(found.evidence()).contains("the server says: 3 puts within 5 s found no space");
  }

  @Test
  void saysWhatOfTheQueueCannotBeRead() {
    DiagnosisView found =
        new Given().idleWorker(1).answering().unreadable("task-7: torn").diagnose();
    assertThat(found.cause()).isEqualTo("all_well");
    assertThat(found.evidence()).contains("task-7: torn; this task is left out here");
  }

  @Test
  void callsAQueueTooSlowThatTurnsClientsAwayAllTheTimeThoughWhatIsPutIsTaken() {
    Given given = new Given().putWithinASecond(5).idleWorker(1).rejected(25, 5);
    DiagnosisView found = given.diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_too_slow");
    assertThat(found.summary()).contains("25 puts within 5 s found no room");
    assertThat(given.rejected(90, 2).diagnose().cause()).as("a crowd").isEqualTo("all_well");
  }
}
