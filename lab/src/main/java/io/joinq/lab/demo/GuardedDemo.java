package io.joinq.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.ClusterException;
import io.joinq.lab.cluster.Exchange;
import io.joinq.lab.cluster.Poll;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.lab.cluster.Timeline.Who;
import io.joinq.lab.demo.Outcome.Fact;
import io.joinq.options.DurationConverter;
import io.joinq.os.Signal;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The same kill with a bounded put and a supervised worker, under load and probes. */
final class GuardedDemo {
  private static final Duration PUT_TIMEOUT = Duration.ofMillis(500);

  /** What a loop that waits for nothing may take at most for an answer, on a loaded machine. */
  private static final Duration ALIVE = Duration.ofMillis(200);

  /** What a timed call may overrun its timeout by. */
  private static final Duration OVERRUN = Duration.ofMillis(250);

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration GIVE_UP = Duration.ofSeconds(5);
  private static final int WARM_REQUESTS = 10;
  private static final int WARM_PROBES = 50;
  private static final Duration BEFORE_KILL = Duration.ofMillis(500);
  private static final Duration AFTER_RESTART = Duration.ofSeconds(1);

  private final DemoMode mode;
  private final Timeline timeline;
  private final TestCluster cluster;
  private final RunningServer server;
  private final Outcome outcome;
  private final List<String> accepted = new ArrayList<>();

  private GuardedDemo(DemoMode mode, Timeline timeline, TestCluster cluster, RunningServer server) {
    this.mode = mode;
    this.timeline = timeline;
    this.cluster = cluster;
    this.server = server;
    this.outcome = new Outcome(mode);
  }

  static Outcome run(DemoMode mode, Timeline timeline) throws InterruptedException {
    try (TestCluster cluster = new TestCluster(timeline)) {
      RunningServer server =
          cluster.startServer(
              List.of(
                  "--put",
                  mode.option(),
                  "--put-timeout",
                  DurationConverter.format(PUT_TIMEOUT),
                  "--capacity",
                  "1",
                  "--workers",
                  "1",
                  "--supervise"));
      GuardedDemo demo = new GuardedDemo(mode, timeline, cluster, server);
      demo.replay();
      return demo.outcome;
    }
  }

  private void replay() throws InterruptedException {
    WorkerStatus worker =
        cluster
            .awaitWorker(w -> w.supervised())
            .orElseThrow(() -> new ClusterException("the server has started no worker"));
    timeline.say(Who.WORKER, "worker %d is pid %d".formatted(worker.worker(), worker.pid()));
    server.awaitReady();
    warmUp();
    try (HealthProbe control = HealthProbe.start(server.admin(), "/livez");
        HealthProbe probe = HealthProbe.start(server.http(), "/healthz")) {
      killUnderLoad();
      claimBlockTrue(control);
      claimHealthy(probe.finish(), control.finish().slowest());
    }
    claimAllDone();
    claimJoins();
    claimLeavesNothing();
  }

  /*
   * With a put that waits on the loop every request may stall it for one timeout, and requests add
   * up; so that the bound that is claimed is that of one put, there is one client then.
   */
  private int clients() {
    return mode == DemoMode.TIMED ? 1 : 4;
  }

  /** A JVM's first requests are slow because it is young, whatever the put strategy. */
  private void warmUp() throws InterruptedException {
    try (HealthProbe control = HealthProbe.start(server.admin(), "/livez");
        HealthProbe probe = HealthProbe.start(server.http(), "/healthz");
        Load load = Load.start(server.http(), clients())) {
      Poll.within(
          PATIENCE,
          () ->
              Optional.of(load)
                  .filter(l -> l.asked() >= WARM_REQUESTS)
                  .filter(l -> Math.min(probe.asked(), control.asked()) >= WARM_PROBES));
      load.finish();
      accepted.addAll(load.accepted());
      timeline.say(
          Who.DEMO,
          "warmed up with %d requests and %d probes, which are not measured"
              .formatted(load.asked(), probe.asked()));
    }
  }

  private void killUnderLoad() throws InterruptedException {
    timeline.say(
        Who.DEMO,
        "measuring: %d clients ask for /transcribe, a probe for /healthz every %d ms"
            .formatted(clients(), HealthProbe.PERIOD.toMillis()));
    try (Load load = Load.start(server.http(), clients())) {
      Thread.sleep(BEFORE_KILL.toMillis());
      WorkerStatus victim =
          cluster
              .stopBusyWorker()
              .orElseThrow(() -> new ClusterException("the worker is never busy"));
      String task = victim.task().orElseThrow().toString();
      timeline.say(Who.DEMO, "kill -9 %d, which has %s".formatted(victim.pid(), task));
      long killed = System.nanoTime();
      Signal.KILL.sendTo(victim.pid());
      claimRestarted(victim, killed);
      Thread.sleep(AFTER_RESTART.toMillis());
      load.finish();
      timeline.say(Who.CLIENT, load.asked() + " requests: " + load.answers());
      accepted.addAll(load.accepted());
      claimRefused(load);
      claimRedelivered(victim);
    }
  }

  private void claimRestarted(WorkerStatus victim, long killedNanos) throws InterruptedException {
    Optional<WorkerStatus> next = cluster.awaitWorker(w -> w.pid() != victim.pid());
    long took = (System.nanoTime() - killedNanos) / 1_000_000;
    String seen =
        next.map(
                w ->
                    "pid %d instead of %d after %d ms, restarts %d"
                        .formatted(w.pid(), victim.pid(), took, w.restarts()))
            .orElse("no other worker after " + took + " ms");
    timeline.say(Who.WORKER, seen);
    outcome.claim(
        "the killed worker is replaced",
        seen,
        next.filter(w -> w.restarts() > victim.restarts()).isPresent());
    outcome.fact(Fact.WORKER, next.map(w -> "back after " + took + " ms").orElse(seen));
  }

  private void claimRefused(Load load) {
    int refused = load.refused().size();
    outcome.claim(
        "every request is answered, also while no worker lives",
        "%d of %d: %s".formatted(load.asked() - load.unanswered(), load.asked(), load.answers()),
        load.unanswered() == 0 && load.asked() > 0);
    outcome.claim(
        "each 503 has Retry-After and is a problem+json",
        load.refusedProperly() + " of " + refused,
        load.refusedProperly() == refused);
    outcome.fact(
        Fact.AFTER_KILL,
        "%d of %d answered".formatted(load.asked() - load.unanswered(), load.asked()));
  }

  /** Whatever it had at that very moment: the queue keeps whose death a task has outlived. */
  private void claimRedelivered(WorkerStatus victim) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    boolean held = true;
    for (String task : accepted) {
      JsonNode end =
          awaitDone(task).orElse(Client.json(server.http().get("/tasks/" + task, GIVE_UP)));
      JsonNode cause = end.path("causes").path(0);
      if (cause.path("pid").asLong() == victim.pid()) {
        seen.add(
            "%s: %s, attempts %d, cause %s"
                .formatted(
                    task,
                    end.path("state").asText(),
                    end.path("attempts").asInt(),
                    cause.path("cause").asText()));
        held &= end.path("state").asText().equals("done") && end.path("attempts").asInt() == 2;
      }
    }
    String all = seen.isEmpty() ? "no task was in its hands" : String.join("; ", seen);
    timeline.say(Who.QUEUE, all);
    outcome.claim("the task in its hands is done by the next", all, held && !seen.isEmpty());
  }

  private void claimBlockTrue(HealthProbe control) throws InterruptedException {
    Exchange blocked = server.get("/transcribe?block=true", GIVE_UP);
    String seen =
        "%s after %d ms"
            .formatted(
                blocked.isAnswered() ? blocked.status() + " " + Load.problem(blocked) : "no answer",
                blocked.took().toMillis());
    // What other work on the machine delays is added, as for /healthz.
    Duration bound = PUT_TIMEOUT.plus(OVERRUN).plus(control.slowest());
    boolean inTime = blocked.took().compareTo(bound) <= 0;
    outcome.claim(
        "?block=true is answered once its put timeout is over",
        seen,
        blocked.status() == 503 && inTime && blocked.took().compareTo(PUT_TIMEOUT) >= 0);
    outcome.fact(Fact.BLOCK_TRUE, seen);
    resume();
  }

  /** The next /transcribe resumes the workers, which {@code ?block=true} has paused. */
  private void resume() throws InterruptedException {
    Exchange next = server.get("/transcribe", GIVE_UP);
    if (next.status() == 200) {
      accepted.add(Client.json(next).path("task_id").asText());
    }
  }

  /*
   * Other work on the machine delays every answer. How much it did is seen at /livez of the same
   * process, which never touches the event loop and is asked at the same times; that is added to
   * the bound. On an idle machine it is a few ms.
   */
  private void claimHealthy(HealthProbe.Health health, Duration control) {
    Duration bound = mode == DemoMode.TIMED ? PUT_TIMEOUT.plus(OVERRUN) : ALIVE;
    Duration slowest = health.slowest();
    String seen =
        "%d of %d answered 200, slowest %d ms, median %d ms"
            .formatted(
                health.healthy(), health.asked(), slowest.toMillis(), health.median().toMillis());
    timeline.say(
        Who.CLIENT,
        "/healthz: %s; /livez, which never touches the loop, slowest %d ms"
            .formatted(seen, control.toMillis()));
    outcome.claim(
        "no /healthz is slower than %d ms (+ %d ms as /livez)"
            .formatted(bound.toMillis(), control.toMillis()),
        seen,
        health.healthy() == health.asked()
            && health.asked() > 0
            && slowest.compareTo(bound.plus(control)) <= 0);
    outcome.fact(Fact.SLOWEST_HEALTHZ, slowest.toMillis() + " ms");
  }

  private void claimAllDone() throws InterruptedException {
    int done = 0;
    for (String task : accepted) {
      done += awaitDone(task).isPresent() ? 1 : 0;
    }
    String seen = "%d of %d".formatted(done, accepted.size());
    timeline.say(Who.QUEUE, "accepted tasks done: " + seen);
    outcome.claim(
        "every accepted task is done", seen, done == accepted.size() && !accepted.isEmpty());
    outcome.fact(Fact.TASKS, seen);
  }

  private Optional<JsonNode> awaitDone(String task) throws InterruptedException {
    return Poll.within(
        PATIENCE,
        () ->
            Optional.of(Client.json(server.http().get("/tasks/" + task, GIVE_UP)))
                .filter(json -> json.path("state").asText().equals("done")));
  }

  private void claimJoins() throws InterruptedException {
    Exchange join = server.admin("/queue/join?timeout=4s");
    String seen = join.status() + " " + join.body().strip();
    timeline.say(Who.CLIENT, join.toString());
    outcome.claim(
        "join returns", seen, join.status() == 200 && Client.json(join).path("joined").asBoolean());
  }

  private void claimLeavesNothing() throws InterruptedException {
    List<WorkerStatus> workers = cluster.look().workers();
    RunningServer.End end = server.terminate();
    long left =
        workers.stream()
            .filter(w -> ProcessHandle.of(w.pid()).filter(ProcessHandle::isAlive).isPresent())
            .count();
    outcome.claim(
        "SIGTERM stops server and workers within 10 s",
        end + ", " + left + " of " + workers.size() + " workers left",
        end.isClean() && left == 0);
    outcome.fact(Fact.SIGTERM, end.toString());
  }
}
