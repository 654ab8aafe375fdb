package io.joinq.diagnosis;

import io.joinq.diagnosis.ServerContact.State;
import io.joinq.queue.ProcessDeath;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Rules about the server and its event loop. */
final class ServerRules {
  private static final Predicate<String> QUEUE_PUT =
      Pattern.compile("^io\\.joinq\\.queue\\..*\\.(put|offer)\\(").asPredicate();
  // A strategy may wait between two calls of the queue.
  private static final Predicate<String> STRATEGY =
      Pattern.compile("^io\\.joinq\\.server\\.put\\.").asPredicate();
  private static final Predicate<String> PUT = QUEUE_PUT.or(STRATEGY);
  private static final Predicate<String> FOREIGN =
      Pattern.compile("^(java|jdk|sun|io\\.joinq\\.server\\.loop)\\.").asPredicate();

  private ServerRules() {}

  static Optional<Finding> stopped(Evidence evidence) {
    if (!evidence.server().is(State.STOPPED)) {
      return Optional.empty();
    }
    long pid = evidence.server().pid().orElse(0);
    return Optional.of(
        Finding.of(
                Cause.SERVER_STOPPED,
                "the server, pid " + pid + ", is stopped by a signal, and answers nobody")
            .restingOn(
                "/proc/" + pid + "/stat says that the process is stopped",
                "it is the one that listens on " + evidence.server().address())
            .remediedBy("continue it with kill -CONT " + pid)
            .explaining(Cause.SERVER_SILENT));
  }

  /*
   * Supervised workers end with their server, as they should, and leave no trace of it; of the
   * server there is one if it had put. What it was is not written down, so that it is not claimed.
   */
  static Optional<Finding> gone(Evidence evidence) {
    boolean supervised =
        evidence.workerDeaths().stream().noneMatch(death -> death.detail().isEmpty());
    if (!evidence.server().is(State.NONE)
        || !evidence.status().workers().isEmpty()
        || !supervised) {
      return Optional.empty();
    }
    return evidence.status().deaths().stream()
        .findFirst()
        .filter(death -> death.worker().isEmpty())
        .map(death -> gone(death, evidence));
  }

  private static Finding gone(ProcessDeath death, Evidence evidence) {
    return Finding.of(
            Cause.SERVER_GONE,
            "a process that put tasks, pid %d, %s, and no server answers on %s; if it was the"
                    .formatted(
                        death.pid(),
                        Phrases.end(death, evidence.ago(death.at())),
                        evidence.server().address())
                + " server, the workers that it supervised ended with it")
        .restingOn(
            "the queue lists the death of pid " + death.pid() + ", which was no worker",
            "nothing listens on " + evidence.server().address())
        .remediedBy(
            "start the server again with "
                + Remedies.startServer(evidence)
                + "; or only a worker, with "
                + Remedies.startWorker(evidence))
        .explaining(Cause.NO_WORKER, Cause.WORKER_KILLED, Cause.QUEUE_FULL);
  }

  static Optional<Finding> silent(Evidence evidence) {
    if (!evidence.server().is(State.SILENT)) {
      return Optional.empty();
    }
    long pid = evidence.server().pid().orElse(0);
    return Optional.of(
        Finding.of(
                Cause.SERVER_SILENT,
                "the server, pid " + pid + ", is there, but its admin listener does not answer")
            .restingOn("a connection to " + evidence.server().address() + " was not answered")
            .remediedBy("look at its threads with jcmd " + pid + " Thread.print"));
  }

  static Optional<Finding> blockedInPut(Evidence evidence) {
    return evidence
        .stall()
        .filter(stall -> stall.stack().stream().anyMatch(PUT))
        .map(
            stall ->
                Finding.of(Cause.LOOP_BLOCKED_IN_PUT, blocked(stall, " in " + put(stall)))
                    .restingOn(line(evidence, stall))
                    .remediedBy(
                        "use --put async, which never waits on the loop, or timed with a short"
                            + " --put-timeout")
                    .withStacks(List.of(new Stack(stall.where(), stall.stack()))));
  }

  /** The put as its caller wrote it. */
  private static String put(ServerReport.Stalled stall) {
    return stall.stack().stream()
        .filter(QUEUE_PUT)
        .reduce((inner, outer) -> outer)
        .map(frame -> "JoinableQueue." + call(frame, 1))
        .orElseGet(() -> call(stall.stack().stream().filter(STRATEGY).findFirst().orElse("("), 2));
  }

  /**
   * @param names how many of a frame's last names to keep: the method's, or the class's too
   */
  private static String call(String frame, int names) {
    String[] all = frame.substring(0, frame.indexOf('(')).split("\\.", -1);
    return String.join(
        ".", Arrays.asList(all).subList(Math.max(0, all.length - names), all.length));
  }

  static Optional<Finding> blockedElsewhere(Evidence evidence) {
    return evidence
        .stall()
        .filter(stall -> stall.stack().stream().noneMatch(PUT))
        .map(
            stall ->
                Finding.of(
                        Cause.LOOP_BLOCKED,
                        blocked(stall, where(stall))
                            + ", which is not a put; every request waits for it")
                    .restingOn(line(evidence, stall))
                    .remediedBy(
                        "move what blocks off the loop, and await its future there;"
                            + " restart the server if it does not come back")
                    .withStacks(List.of(new Stack(stall.where(), stall.stack()))));
  }

  private static String blocked(ServerReport.Stalled stall, String inside) {
    return "%s has been blocked for %s%s, called from %s"
        .formatted(stall.where(), Phrases.age(stall.length()), inside, stall.handler());
  }

  /* The innermost frame that is neither the JDK's nor the loop's says most. */
  private static String where(ServerReport.Stalled stall) {
    return stall.stack().stream()
        .filter(FOREIGN.negate())
        .findFirst()
        .map(frame -> " in " + frame)
        .orElse("");
  }

  private static String line(Evidence evidence, ServerReport.Stalled stall) {
    String put = evidence.server().word().map(ServerReport::put).orElse("?");
    return "the server says: %s inside %s for %d ms, put strategy %s"
        .formatted(stall.where(), stall.handler(), stall.stalledMs(), put);
  }
}
