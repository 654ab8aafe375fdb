package io.joinq.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.Exchange;
import io.joinq.lab.cluster.Poll;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.lab.cluster.Timeline.Who;
import io.joinq.queue.QueueStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Examines a frozen server from all sides: requests, log, admin listener, queue. */
final class Freeze {
  private static final Duration GIVE_UP = Duration.ofMillis(2_200);

  /** A stall shows on /livez once it has lasted for a second. */
  private static final Duration STALL_PATIENCE = Duration.ofSeconds(3);

  private static final int PROBES = 2;

  /** The class loader or module that a frame starts with: app// or java.base@17.0.15/. */
  private static final Pattern LOADER = Pattern.compile("^[\\w.@-]*/{1,2}");

  private final TestCluster cluster;
  private final RunningServer server;
  private final Timeline timeline;
  private final Outcome outcome;
  private final String when;

  /**
   * @param when what the claims start with, such as "after the kill"
   */
  Freeze(
      TestCluster cluster, RunningServer server, Timeline timeline, Outcome outcome, String when) {
    this.cluster = cluster;
    this.server = server;
    this.timeline = timeline;
    this.outcome = outcome;
    this.when = when + ", ";
  }

  /** Claims that health checks hang, and that the log goes on as if nothing were wrong. */
  void claimSilence() throws InterruptedException {
    int beatsBefore = server.heartbeats();
    claimHealthzHangs(PROBES);
    int beats = server.heartbeats() - beatsBefore;
    outcome.claim(when + "the heartbeat log goes on", beats + " lines during the hang", beats > 0);
  }

  /** Claims that so many health checks, one after the other, are not answered. */
  void claimHealthzHangs(int probes) throws InterruptedException {
    int unanswered = 0;
    for (int probe = 0; probe < probes; probe++) {
      unanswered += server.get("/healthz", GIVE_UP).isAnswered() ? 0 : 1;
    }
    String silence =
        "%d of %d without an answer within %d ms".formatted(unanswered, probes, GIVE_UP.toMillis());
    outcome.claim(when + "/healthz hangs", silence, unanswered == probes);
    outcome.fact(Outcome.Fact.SLOWEST_HEALTHZ, unanswered == 0 ? "answered" : silence);
  }

  /** Claims that the admin listener shows the event loop inside put. */
  void claimStack() throws InterruptedException {
    Exchange livez = awaitStallReport();
    List<String> frames = frames(Client.json(livez).path("stack"));
    timeline.say(Who.CLIENT, "GET /livez (admin) -> " + livez.status() + ", the event loop is at:");
    timeline.quote(frames);
    String put = frames.stream().filter(Freeze::isPut).findFirst().orElse("no frame of a put");
    outcome.claim(
        when + "/livez shows the loop inside put",
        livez.status() + ", " + put,
        livez.status() == 503 && frames.stream().anyMatch(Freeze::isPut));
  }

  private Exchange awaitStallReport() throws InterruptedException {
    Optional<Exchange> report =
        Poll.within(
            STALL_PATIENCE,
            () -> Optional.of(server.admin("/livez")).filter(answer -> answer.status() == 503));
    return report.isPresent() ? report.get() : server.admin("/livez");
  }

  private static boolean isPut(String frame) {
    return frame.matches("io\\.joinq\\.[\\w.$]+\\.put\\(.*");
  }

  private static List<String> frames(JsonNode stack) {
    List<String> frames = new ArrayList<>();
    stack.forEach(frame -> frames.add(LOADER.matcher(frame.asText()).replaceFirst("")));
    return frames;
  }

  /** Claims that the queue can be read all the same. */
  void claimStatusAnswers() {
    long started = System.nanoTime();
    QueueStatus status = cluster.look();
    long took = (System.nanoTime() - started) / 1_000_000;
    String seen =
        "in %d ms: depth %d of %d, %d workers%s"
            .formatted(
                took,
                status.depth(),
                status.capacity(),
                status.workers().size(),
                status.paused() ? ", paused" : "");
    timeline.say(Who.QUEUE, "status answers " + seen);
    outcome.claim(
        when + "status answers: the queue is full", seen, status.depth() == status.capacity());
  }

  /** Claims that SIGTERM stops the server all the same. */
  void claimStops() throws InterruptedException {
    RunningServer.End end = server.terminate();
    outcome.claim(when + "SIGTERM ends the server in 10 s", end.toString(), end.isClean());
    outcome.fact(Outcome.Fact.SIGTERM, end.toString());
  }
}
