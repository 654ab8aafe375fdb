package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.process.Signal;
import io.joinq.server.supervisor.Supervised.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With real processes of the shell in the place of workers. */
@Timeout(60)
class SupervisorTest {
  private final Map<String, ProcessBuilder> started = new ConcurrentHashMap<>();
  private Supervisor supervisor;

  @AfterEach
  void stop() throws InterruptedException {
    supervisor.stop(Duration.ZERO);
  }

  private void supervise(int workers, String script) {
    supervisor =
        new Supervisor(
            workers,
            (worker, restarts) -> {
              ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
              started.put(worker + "/" + restarts, builder);
              return builder;
            });
    supervisor.start();
    await().until(() -> supervisor.workers().stream().allMatch(worker -> worker.pid() > 0));
  }

  private Supervised first() {
    return supervisor.workers().get(0);
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void startsEveryWorkerWithItsNumber() {
    supervise(3, "exec sleep 60");

    assertThat(supervisor.workers()).extracting(Supervised::worker).containsExactly(1, 2, 3);
    assertThat(supervisor.workers())
        .allSatisfy(
            worker -> {
              assertThat(worker.state()).isEqualTo(State.STARTED);
              assertThat(isAlive(worker.pid())).isTrue();
            });
    assertThat(started.keySet()).isEqualTo(Set.of("1/0", "2/0", "3/0"));
  }

  @Test
  void startsAWorkerAnewThatWasKilledAndTellsItSo() {
    supervise(2, "exec sleep 60");
    Supervised before = first();
    Supervised other = supervisor.workers().get(1);

    Signal.KILL.sendTo(before.pid());

    await()
        .untilAsserted(
            () -> {
              assertThat(first().state()).isEqualTo(State.STARTED);
              assertThat(first().pid()).isNotEqualTo(before.pid());
            });
    assertThat(first().restarts()).isEqualTo(1);
    assertThat(started).containsKey("1/1");
    assertThat(supervisor.workers().get(1)).isEqualTo(other);
  }

  @Test
  void waitsLongerEachTimeForAWorkerThatDiesAtOnce() {
    supervise(1, "exit 7");

    await().until(() -> first().restarts() >= 3);
    assertThat(first().state()).isIn(State.BACKOFF, State.STARTED);
    // 100, 200 and 400 ms lie between: without delays there would be dozens.
    assertThat(first().restarts()).isLessThan(6);
  }

  @Test
  void keepsTryingWhenTheProcessCannotEvenBeStarted() throws InterruptedException {
    supervisor = new Supervisor(1, (worker, restarts) -> new ProcessBuilder("/nonexistent/worker"));
    supervisor.start();

    await().until(() -> first().restarts() >= 2);
    assertThat(first().pid()).isZero();
  }

  @Test
  void asksWorkersToEndAndStartsNoOthers() throws InterruptedException {
    supervise(2, "exec sleep 60");
    List<Supervised> before = supervisor.workers();

    supervisor.stop(Duration.ofSeconds(10));

    assertThat(before).noneMatch(worker -> isAlive(worker.pid()));
    assertThat(supervisor.workers()).extracting(Supervised::state).containsOnly(State.STOPPED);
    assertThat(supervisor.workers()).extracting(Supervised::restarts).containsOnly(0);
  }

  @Test
  void killsWorkersThatDoNotEndInTimeStoppedOnesToo() throws InterruptedException {
    supervise(2, "trap '' TERM; while :; do sleep 1; done");
    List<Supervised> before = supervisor.workers();
    Signal.STOP.sendTo(before.get(1).pid());
    long start = System.nanoTime();

    supervisor.stop(Duration.ofMillis(300));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(300), Duration.ofMillis(1_500));
    assertThat(before).noneMatch(worker -> isAlive(worker.pid()));
  }

  @Test
  void keepsTheWorkersStdinOpen() {
    supervise(1, "cat; exit 9");

    Supervised before = first();
    await()
        .during(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(first()).isEqualTo(before));
  }
}
