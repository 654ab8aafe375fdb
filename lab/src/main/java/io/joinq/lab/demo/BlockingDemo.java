package io.joinq.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.lab.cluster.Child;
import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.Exchange;
import io.joinq.lab.cluster.Poll;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.lab.cluster.Timeline.Who;
import io.joinq.lab.demo.Outcome.Fact;
import io.joinq.os.Signal;
import io.joinq.queue.QueueStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The incident in two acts, each with its own server and queue. First as it happened: the only
 * worker is killed, requests fill the queue, and the next put blocks the event loop for ever. Then
 * deterministically: workers paused, one request.
 */
final class BlockingDemo {
  private static final Duration GIVE_UP = Duration.ofSeconds(2);
  private static final Duration TASK_PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_REQUESTS = 5;
  private static final List<String> SERVER =
      List.of("--put", "blocking", "--no-supervise", "--capacity", "1");

  private final Timeline timeline;
  private final Outcome outcome = new Outcome(DemoMode.BLOCKING);

  private BlockingDemo(Timeline timeline) {
    this.timeline = timeline;
  }

  static Outcome run(Timeline timeline) throws InterruptedException {
    BlockingDemo demo = new BlockingDemo(timeline);
    try (TestCluster cluster = new TestCluster(timeline)) {
      demo.replayIncident(cluster);
    }
    try (TestCluster cluster = new TestCluster(timeline)) {
      demo.wedgeOnFirstBlock(cluster);
    }
    return demo.outcome;
  }

  private void replayIncident(TestCluster cluster) throws InterruptedException {
    timeline.say(Who.DEMO, "act 1: the worker is killed, the server goes on accepting");
    RunningServer server = cluster.startServer(SERVER);
    Child worker = cluster.startWorker();
    server.awaitReady();
    claimWorks(server);
    claimKilled(worker);
    claimFillsAndBlocks(cluster, server);
    Freeze freeze = new Freeze(cluster, server, timeline, outcome, "after the kill");
    freeze.claimSilence();
    freeze.claimStack();
    freeze.claimStatusAnswers();
    tellWhatIsLeft(cluster);
    freeze.claimStops();
  }

  private void claimWorks(RunningServer server) throws InterruptedException {
    Exchange put = server.get("/transcribe", TASK_PATIENCE);
    String id = Client.json(put).path("task_id").asText();
    Optional<JsonNode> done =
        Poll.within(
            TASK_PATIENCE,
            () ->
                Optional.of(Client.json(server.http().get("/tasks/" + id, GIVE_UP)))
                    .filter(task -> task.path("state").asText().equals("done")));
    String seen =
        done.map(task -> id + " is done by worker " + task.path("worker").asText())
            .orElse(put.toString());
    timeline.say(Who.WORKER, seen);
    outcome.claim("while its worker lives, a task is done", seen, done.isPresent());
  }

  private void claimKilled(Child worker) throws InterruptedException {
    timeline.say(Who.DEMO, "kill -9 " + worker.pid());
    worker.send(Signal.KILL);
    Optional<Integer> exit = worker.awaitExit(TASK_PATIENCE);
    String seen = exit.map(code -> "its exit code is " + code).orElse("it is still there");
    timeline.say(Who.WORKER, seen);
    outcome.claim("kill -9 ends the worker", seen, exit.equals(Optional.of(128 + 9)));
  }

  private void claimFillsAndBlocks(TestCluster cluster, RunningServer server)
      throws InterruptedException {
    int answered = 0;
    boolean blocked = false;
    while (!blocked && answered < MOST_REQUESTS) {
      blocked = !server.get("/transcribe", GIVE_UP).isAnswered();
      answered += blocked ? 0 : 1;
    }
    QueueStatus status = cluster.look();
    String seen =
        "%d answered, %s; depth %d of %d"
            .formatted(
                answered,
                blocked ? "the next not within " + GIVE_UP.toMillis() + " ms" : "none hung",
                status.depth(),
                status.capacity());
    outcome.claim(
        "requests fill the queue, and then a put blocks",
        seen,
        blocked && status.depth() == status.capacity());
    outcome.fact(Fact.AFTER_KILL, seen);
  }

  private void tellWhatIsLeft(TestCluster cluster) {
    QueueStatus status = cluster.look();
    outcome.fact(Fact.TASKS, "%d of %d".formatted(status.completed(), status.enqueued()));
    outcome.fact(Fact.WORKER, status.workers().size() + " alive, nobody restarts it");
  }

  private void wedgeOnFirstBlock(TestCluster cluster) throws InterruptedException {
    timeline.say(Who.DEMO, "act 2: a healthy worker, and the first request is ?block=true");
    RunningServer server = cluster.startServer(SERVER);
    cluster.startWorker();
    server.awaitReady();
    Exchange first = server.get("/transcribe?block=true", GIVE_UP);
    String seen =
        first.isAnswered() ? first.toString() : "no answer within " + GIVE_UP.toMillis() + " ms";
    outcome.claim("the first ?block=true wedges the server", seen, !first.isAnswered());
    outcome.fact(Fact.BLOCK_TRUE, seen);
    Freeze freeze = new Freeze(cluster, server, timeline, outcome, "after ?block=true");
    freeze.claimHealthzHangs(1);
    freeze.claimStack();
    freeze.claimStatusAnswers();
    freeze.claimStops();
  }
}
