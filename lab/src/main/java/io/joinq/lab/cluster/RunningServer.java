package io.joinq.lab.cluster;

import io.joinq.lab.cluster.Timeline.Who;
import io.joinq.os.Signal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process that has printed its addresses. */
public final class RunningServer {
  private static final Pattern URL = Pattern.compile("https?://[0-9.:]+");
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ADMIN_PATIENCE = Duration.ofSeconds(5);

  private final Child process;
  private final Timeline timeline;
  private final URI url;
  private final URI adminUrl;
  private final Client http;
  private final Client admin;

  private RunningServer(Child process, Timeline timeline, URI url, URI adminUrl) {
    this.process = process;
    this.timeline = timeline;
    this.url = url;
    this.adminUrl = adminUrl;
    this.http = new Client(url);
    this.admin = new Client(adminUrl);
  }

  /** Waits until it has printed both of its URLs. */
  public static RunningServer await(Child process, Timeline timeline) throws InterruptedException {
    String admin =
        process.awaitLine(
            TestCluster.START_PATIENCE, line -> line.contains("admin") && URL.matcher(line).find());
    String open =
        process.awaitLine(
            TestCluster.START_PATIENCE,
            line -> line.contains("public") && URL.matcher(line).find());
    return new RunningServer(process, timeline, urlIn(open), urlIn(admin));
  }

  private static URI urlIn(String line) {
    Matcher url = URL.matcher(line);
    if (!url.find()) {
      throw new ClusterException("no URL in the server's line: " + line);
    }
    return URI.create(url.group());
  }

  public long pid() {
    return process.pid();
  }

  public URI url() {
    return url;
  }

  public URI adminUrl() {
    return adminUrl;
  }

  /** The public listener, whose handlers run on the event loop. */
  public Client http() {
    return http;
  }

  /** The admin listener, whose handlers never touch the event loop. */
  public Client admin() {
    return admin;
  }

  /** A request to the public listener, told in the timeline. */
  public Exchange get(String path, Duration timeout) throws InterruptedException {
    Exchange exchange = http.get(path, timeout);
    timeline.say(Who.CLIENT, exchange.toString());
    return exchange;
  }

  /** A request to the admin listener. */
  public Exchange admin(String path) throws InterruptedException {
    return admin.get(path, ADMIN_PATIENCE);
  }

  /**
   * Waits until it is ready to accept tasks, which needs a worker that takes them.
   *
   * @throws ClusterException if it is not in time
   */
  public void awaitReady() throws InterruptedException {
    Optional<Exchange> ready =
        Poll.within(
            TestCluster.START_PATIENCE,
            () -> Optional.of(admin("/readyz")).filter(answer -> answer.status() == 200));
    if (ready.isEmpty()) {
      throw new ClusterException("the server does not become ready: " + admin("/readyz"));
    }
  }

  /** Waits until a worker is there, whatever else keeps tasks from being accepted. */
  public void awaitConsumer() throws InterruptedException {
    Optional<Exchange> there =
        Poll.within(
            TestCluster.START_PATIENCE,
            () ->
                Optional.of(admin("/readyz"))
                    .filter(answer -> !answer.body().contains("no-consumer")));
    if (there.isEmpty()) {
      throw new ClusterException("no worker comes: " + admin("/readyz"));
    }
  }

  /** Heartbeat lines in its log so far. */
  public int heartbeats() {
    return process.lines(OutputLine::isHeartbeat).size();
  }

  /**
   * How a server went.
   *
   * @param exit its exit code; empty if it was still there after 10 s
   */
  public record End(Optional<Integer> exit, Duration took) {
    public boolean isClean() {
      return exit.isPresent() && exit.get() == 0;
    }

    @Override
    public String toString() {
      return exit.map(code -> "exit " + code + " after " + took.toMillis() + " ms")
          .orElse("still there after " + took.toMillis() + " ms");
    }
  }

  /** Sends SIGTERM and waits for the end, 10 s at the most. */
  public End terminate() throws InterruptedException {
    timeline.say(Who.DEMO, "sending SIGTERM to the server");
    long started = System.nanoTime();
    process.send(Signal.TERM);
    Optional<Integer> exit = process.awaitExit(STOP_PATIENCE);
    End end = new End(exit, Duration.ofNanos(System.nanoTime() - started));
    timeline.say(Who.SERVER, end.toString());
    return end;
  }
}
