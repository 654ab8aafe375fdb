package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.WorkerStatus.State;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is named of a server, and of nothing that is wrong, on fabricated evidence. */
@Tag("fast")
class DiagnosisTest {
  @Test
  void walksTheIncidentFromTheBlockedLoopToTheKilledWorker() {
    DiagnosisView found =
        Given.incident().death(1, 4242, Duration.ofMillis(13_100), "killed by SIGKILL").diagnose();

    assertThat(Given.causes(found))
        .containsExactly("loop_blocked_in_put", "queue_full", "worker_killed");
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.healthy()).isFalse();
    assertThat(found.summary())
        .isEqualTo(
            "The event loop has been blocked for 12.3 s in JoinableQueue.put, called from GET"
                + " /transcribe?block=true; the queue is full, 1/1; its only consumer, pid 4242,"
                + " was killed by SIGKILL 13.1 s ago; nobody will drain it: restart a worker"
                + " with ./run.sh worker --queue chronicle:/q.");
    assertThat(found.stacks())
        .singleElement()
        .satisfies(s -> assertThat(s.frames()).contains(Given.PUT_FRAME));
  }

  @Test
  void readsAsSentencesOfTheirOwn() {
    DiagnosisView found = new Given().worker(1, State.STOPPED, Given.LONG).diagnose();
    assertThat(found.summary())
        .startsWith("The queue's only consumer, worker 1, pid 4001, is stopped by a signal")
        .contains(": continue it with kill -CONT 4001;");
  }

  @Test
  void namesALoopThatIsBlockedBySomethingElse() {
    DiagnosisView found =
        new Given()
            .full()
            .paused()
            .idleWorker(1)
            .loopInside(
                "GET /healthz", Given.LONG, "java.lang.Thread.sleep(native)", "my.Code.nap(1)")
            .diagnose();
    assertThat(found.cause()).isEqualTo("loop_blocked");
    assertThat(found.summary()).contains("12.3 s in my.Code.nap(1), called from GET /healthz");
    assertThat(Given.others(found)).contains("workers_paused");
  }

  @Test
  void callsItAPutTooWhileTheStrategySleepsBetweenTwoOffers() {
    DiagnosisView found =
        new Given()
            .depth(0, 1)
            .idleWorker(1)
            .loopInside(
                "POST /tasks",
                Given.LONG,
                "java.lang.Thread.sleep(native)",
                "io.joinq.server.put.TimedAttempt.retry(TimedAttempt.java:39)",
                "io.joinq.server.put.GuardedPut.put(GuardedPut.java:72)",
                "io.joinq.server.http.tasks.SubmitHandler.put(Submit.java:51)")
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("loop_blocked_in_put", "queue_full");
    assertThat(found.summary()).contains("in TimedAttempt.retry, called from POST /tasks");
  }

  @Test
  void tellsAServerThatWantsATokenFromAForeignOne() {
    Given given = new Given().idleWorker(1);
    given.server(ServerContact.refusing(Given.ADDRESS, OptionalLong.of(3000), 401));
    assertThat(given.diagnose().summary())
        .endsWith(
            "The server, pid 3000, on 127.0.0.1:8002 returns no report, but status 401; give the"
                + " server's token as JOINQ_ADMIN_TOKEN or --admin-token.");
    given.server(ServerContact.refusing(Given.ADDRESS, OptionalLong.empty(), 500));
    assertThat(given.diagnose().summary())
        .endsWith("What answers on 127.0.0.1:8002 returns no report, but status 500.");
  }

  @Test
  void explainsMissingWorkersWithTheDeathOfWhatMayBeTheirServer() {
    DiagnosisView found = new Given().full().deathOfProducer(3000, Given.LONG).diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "no_worker", "server_gone");
    assertThat(found.summary())
        .contains("pid 3000, died 12.3 s ago, without closing the queue", "./run.sh server");
    Given byHand =
        new Given().deathOfProducer(3000, Given.LONG).death(1, 4242, Duration.ofMinutes(1), "");
    assertThat(byHand.diagnose().cause()).isEqualTo("worker_killed");
    assertThat(new Given().deathOfProducer(3000, Given.LONG).idleWorker(1).diagnose().healthy())
        .isTrue();
  }

  @Test
  void saysThatNobodyIsThere() {
    DiagnosisView found = new Given().diagnose();
    assertThat(found.cause()).isEqualTo("no_worker");
    assertThat(found.summary()).endsWith("No server answers on 127.0.0.1:8002.");
  }

  @Test
  void explainsMissingWorkersWithTheShutdown() {
    assertThat(Given.causes(new Given().shutDown().diagnose()))
        .containsExactly("no_worker", "queue_shut_down");
  }

  @Test
  void allIsWell() {
    DiagnosisView found = new Given().answering().idleWorker(1).diagnose();
    assertThat(found.healthy()).isTrue();
    assertThat(found.summary())
        .isEqualTo(
            "All is well: 1 worker at work, 0 of 1 places taken, 0.0/s put and 0.0/s claimed.");
    assertThat(found.also()).isEmpty();
  }

  @Test
  void namesAServerThatIsThereAndDoesNotAnswer() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .server(ServerContact.of(ServerContact.State.SILENT, Given.ADDRESS, 3000))
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("server_silent");
    assertThat(found.remedy()).contains("jcmd 3000 Thread.print");
  }
}
