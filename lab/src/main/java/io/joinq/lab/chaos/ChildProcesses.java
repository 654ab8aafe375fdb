package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import io.joinq.process.JavaCommand;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The children of a run. Starts, restarts, kills, stops and continues them, as the seed decides.
 * Confined to one thread, except {@link #killAll}.
 */
final class ChildProcesses {
  private static final long SHORTEST_STOP_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_STOP_NANOS = Duration.ofSeconds(3).toNanos();
  private static final Duration OPEN_PATIENCE = Duration.ofSeconds(60);
  private static final int ONE_ARMED_OF = 3;
  private static final int ONE_STARTING_OF = 8;

  private final ChaosPlan plan;
  private final EventLog log;
  private final FastStart fastStart;
  private final SplittableRandom random;

  /** One place for each child there is to be; a place keeps its role. */
  private final List<ChildProcess> places = new ArrayList<>();

  private final List<String> ownEnds = new ArrayList<>();
  private long nextFaultAt;
  private int started;
  private int kills;
  private int stops;
  private boolean killed;

  ChildProcesses(ChaosPlan plan, FastStart fastStart, EventLog log) {
    this.plan = plan;
    this.fastStart = fastStart;
    this.log = log;
    this.random = new SplittableRandom(plan.seed());
  }

  synchronized void startAll() {
    for (int i = 0; i < Math.max(plan.producers(), plan.workers()); i++) {
      if (i < plan.producers()) {
        places.add(start(Role.PRODUCER, false));
      }
      if (i < plan.workers()) {
        places.add(start(Role.WORKER, false));
      }
    }
    if (plan.server()) {
      places.add(start(Role.SERVER, false));
    }
    nextFaultAt = System.nanoTime() + nextPause();
  }

  /** Starts a child that is to kill or stop itself at this step. */
  synchronized ChildProcess startArmed(Role role, String step) {
    ChildProcess child = start(role, Optional.of(step));
    places.add(child);
    return child;
  }

  private ChildProcess start(Role role, boolean mayBeArmed) {
    String step = FailPoints.choose(role, random);
    boolean armed = mayBeArmed && random.nextInt(ONE_ARMED_OF) == 0;
    return start(role, armed ? Optional.of(step) : Optional.empty());
  }

  private ChildProcess start(Role role, Optional<String> step) {
    String name = role.name().charAt(0) + Integer.toString(++started);
    Path childLog = plan.logs().resolve(name + EventLog.SUFFIX);
    ChildSetup setup =
        new ChildSetup(
            name,
            childLog,
            plan.queue(),
            ChaosPlan.MAX_ATTEMPTS,
            ChaosPlan.LEASE_TIMEOUT,
            random.nextLong());
    JavaCommand command =
        fastStart
            .command(role)
            .withFlag("-XX:ErrorFile=" + plan.logs().resolve(name + ".crash"))
            .withProperty("joinq.openPatience", Long.toString(OPEN_PATIENCE.toMillis()))
            .withArguments(
                role == Role.SERVER ? serverArguments(plan.queue()) : setup.toArguments());
    if (step.isPresent()) {
      command = command.withProperty("joinq.step", step.get());
    }
    Path output = plan.logs().resolve(name + ".out");
    ChildProcess child =
        ChildProcess.start(role, command, role == Role.SERVER ? output : childLog, output, log);
    step.ifPresent(armed -> log.write(Verb.ARMED, child.pid(), armed));
    return child;
  }

  private static List<String> serverArguments(URI queue) {
    return List.of(
        "--queue=" + queue,
        "--no-supervise",
        "--port=0",
        "--admin-port=0",
        "--put-timeout=300ms",
        "--lease-timeout=" + ChaosPlan.LEASE_TIMEOUT.toMillis() + "ms",
        "--max-attempts=" + ChaosPlan.MAX_ATTEMPTS);
  }

  /** Starts again what is gone, and lets go on what was stopped for long enough. */
  synchronized void reconcile(boolean mayBeArmed) {
    for (int i = 0; i < places.size() && !killed; i++) {
      ChildProcess child = places.get(i);
      if (child.isAlive()) {
        child.reconcile(stopNanos());
      } else {
        noteEnd(child);
        places.set(i, start(child.role(), mayBeArmed));
      }
    }
  }

  private void noteEnd(ChildProcess child) {
    log.write(Verb.EXITED, child.pid(), child.exitCode());
    if (child.exitCode() != 0 && child.exitCode() != Evidence.KILLED_EXIT) {
      ownEnds.add(
          "%s %d ended by itself with %d: %s"
              .formatted(
                  child.role(), child.pid(), child.exitCode(), child.lastWords().orElse("")));
    }
  }

  /**
   * Kills or stops one, if it is time. On a slow machine less than the plan has: children that are
   * killed before they have begun prove nothing, and at least half of them are to be at work.
   */
  synchronized void injectFault() {
    long now = System.nanoTime();
    if (now - nextFaultAt < 0) {
      return;
    }
    nextFaultAt = now + nextPause();
    ChildProcess victim = places.get(random.nextInt(places.size()));
    boolean kill = random.nextBoolean();
    long stop = stopNanos();
    long up = places.stream().filter(ChildProcess::isUp).count();
    if (!victim.isUp() && random.nextInt(ONE_STARTING_OF) != 0) {
      return;
    }
    if (kill && 2 * up > places.size()) {
      victim.kill();
      kills++;
    } else if (!kill && !victim.isStopped()) {
      victim.stop(now + stop);
      stops++;
    }
  }

  private long nextPause() {
    return random.nextLong(2 * plan.every().toNanos());
  }

  private long stopNanos() {
    return random.nextLong(SHORTEST_STOP_NANOS, LONGEST_STOP_NANOS);
  }

  /** Lets all go on that are stopped. */
  synchronized void resumeStopped() {
    places.stream().filter(ChildProcess::isStopped).forEach(ChildProcess::resume);
  }

  /** Asks those with a role to end; they are not started again. */
  synchronized void retire(Role role, Duration patience) throws InterruptedException {
    List<ChildProcess> retiring = places.stream().filter(child -> child.role() == role).toList();
    places.removeAll(retiring);
    retiring.forEach(ChildProcess::askToEnd);
    long deadline = System.nanoTime() + patience.toNanos();
    for (ChildProcess child : retiring) {
      while (child.isAlive() && System.nanoTime() - deadline < 0) {
        child.reconcile(0);
        // Another that has stopped itself may hold what this one waits for.
        places.forEach(other -> other.reconcile(0));
        wait(10);
      }
      if (child.isAlive()) {
        ownEnds.add(role + " " + child.pid() + " did not end within " + patience);
        child.kill();
        while (child.isAlive()) {
          wait(10);
        }
      }
      noteEnd(child);
    }
  }

  /** The server's process, if there is one. */
  synchronized Path serverOutput() {
    return places.stream()
        .filter(child -> child.role() == Role.SERVER)
        .map(ChildProcess::output)
        .findAny()
        .orElseThrow();
  }

  /** What ended although nobody had killed it; each is a line of evidence. */
  synchronized List<String> ownEnds() {
    return List.copyOf(ownEnds);
  }

  synchronized int kills() {
    return kills;
  }

  synchronized int stops() {
    return stops;
  }

  /** Ends all there are, for ever; may be called by any thread. */
  synchronized void killAll() {
    killed = true;
    places.stream().filter(ChildProcess::isAlive).forEach(ChildProcess::kill);
  }
}
