package io.joinq.lab.measure;

import io.joinq.lab.stats.Latencies;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * This process, which has the queue open with default settings, is alone with each victim, and
 * waits before the kill. The measurement begins just before the signal is sent.
 */
final class Observer implements AutoCloseable {
  /** Room for what the rounds leave, so that no put waits for anything but the lock. */
  private static final int CAPACITY = 64;

  /** Long enough to be waiting for the lock, or for a task. */
  private static final Duration SETTLE = Duration.ofMillis(30);

  private final MeasuredQueue ground;
  private final JoinableQueue queue;
  private final ExecutorService waiting = Executors.newSingleThreadExecutor();
  private MeasuredProcess next;

  Observer(MeasuredQueue ground) {
    this.ground = ground;
    queue = JoinableQueue.open(QueueConfig.of(ground.queue()).withCapacity(CAPACITY));
  }

  /** Kills so many of one kind. */
  Latencies measure(Recovery recovery, int kills)
      throws IOException, InterruptedException, TimeoutException {
    Latencies times = new Latencies();
    next = start(recovery, 0);
    for (int round = 0; round < kills; round++) {
      MeasuredProcess victim = next;
      victim.await(RecoveryVictim.UP, MeasuredProcess.PATIENCE);
      // The next JVM loads while this one is harmed, but opens nothing.
      next = start(recovery, round + 1);
      times.add(injectFault(recovery, victim));
      ground.end(victim);
      drain();
    }
    ground.end(next);
    return times;
  }

  private MeasuredProcess start(Recovery recovery, int round) throws IOException {
    JavaCommand command =
        JavaCommand.of(RecoveryVictim.class.getName())
            .withFlag("-Xmx96m")
            .withFlag("-XX:TieredStopAtLevel=1")
            .withFlag("-XX:+UseSerialGC")
            .withArguments(ground.queue().toString(), recovery.name());
    String step = recovery.step(round);
    return ground.start(step.isEmpty() ? command : command.withProperty("joinq.step", step));
  }

  private long injectFault(Recovery recovery, MeasuredProcess victim)
      throws IOException, InterruptedException, TimeoutException {
    victim.go();
    return switch (recovery) {
      case LOCK -> lockHolder(victim);
      case LEASE -> leaseHolder(victim);
      case IDLE -> idleGetter(victim);
    };
  }

  private long lockHolder(MeasuredProcess victim)
      throws IOException, InterruptedException, TimeoutException {
    victim.await(RecoveryVictim.READY, MeasuredProcess.PATIENCE);
    victim.go();
    victim.awaitStop();
    Future<Long> put =
        waiting.submit(timed(() -> queue.offer(new byte[1], MeasuredProcess.PATIENCE)));
    settle(put);
    return untilDone(victim, put);
  }

  private long leaseHolder(MeasuredProcess victim)
      throws IOException, InterruptedException, TimeoutException {
    TaskId id = queue.put(new byte[1]);
    String held = victim.await(RecoveryVictim.READY, MeasuredProcess.PATIENCE);
    if (!held.equals(id.toString())) {
      throw new IllegalStateException("the victim holds " + held + ", not " + id);
    }
    Future<Long> take = waiting.submit(timed(() -> take(id)));
    settle(take);
    return untilDone(victim, take);
  }

  private long idleGetter(MeasuredProcess victim)
      throws IOException, InterruptedException, TimeoutException {
    victim.await(RecoveryVictim.READY, MeasuredProcess.PATIENCE);
    settle(null);
    long killed = victim.kill();
    TaskId id = queue.put(new byte[1]);
    take(id);
    return System.nanoTime() - killed;
  }

  private Optional<TaskId> take(TaskId id) throws InterruptedException {
    Optional<Lease> lease = queue.poll(MeasuredProcess.PATIENCE);
    lease.ifPresent(queue::taskDone);
    Optional<TaskId> taken = lease.map(Lease::taskId);
    if (taken.isPresent() && !taken.get().equals(id)) {
      throw new IllegalStateException("got " + taken.get() + ", not " + id);
    }
    return taken;
  }

  /** When the call came back with something. */
  private static Callable<Long> timed(Callable<Optional<TaskId>> call) {
    return () -> {
      if (call.call().isEmpty()) {
        throw new TimeoutException("nobody recovered what the victim held");
      }
      return System.nanoTime();
    };
  }

  private static void settle(Future<?> blocked) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
    if (blocked != null && blocked.isDone()) {
      throw new IllegalStateException("what the victim holds was had before it was killed");
    }
  }

  private static long untilDone(MeasuredProcess victim, Future<Long> call)
      throws InterruptedException, TimeoutException {
    long killed = victim.kill();
    try {
      return call.get() - killed;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  private void drain() throws InterruptedException {
    Optional<Lease> lease = queue.poll();
    while (lease.isPresent()) {
      queue.taskDone(lease.get());
      lease = queue.poll();
    }
    if (!queue.join(MeasuredProcess.PATIENCE).joined()) {
      throw new IllegalStateException("join did not return");
    }
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    queue.close();
  }
}
