package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.conformance.QueueProcess.Call;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueShutdownException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Shutdown, which in Python ends with the process and here reaches them all; and close. */
public abstract class ShutdownConformance extends Conformance {
  private static final Duration RELEASE = Duration.ofSeconds(1);

  /** For the engines' subclasses. */
  protected ShutdownConformance() {}

  @Test
  public void anEmptyQueueThatIsShutDownRefusesPutsAndTakes() throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    QueueProcess other = process(config);
    queue.shutdown();
    assertRefused(() -> queue.put(bytes(1)));
    assertRefused(() -> queue.offer(bytes(1)));
    assertRefused(() -> queue.offer(bytes(1), SHORT));
    assertRefused(queue::take);
    assertRefused(queue::poll);
    assertRefused(() -> queue.poll(SHORT));
    assertThat(other.ask("put 1").threw()).contains("QueueShutdownException");
    assertThat(other.ask("poll 100").threw()).contains("QueueShutdownException");
    assertThatThrownBy(() -> queue.putAsync(bytes(1)).get(5, TimeUnit.SECONDS))
        .hasCauseInstanceOf(QueueShutdownException.class);
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  @Test
  public void whatIsQueuedCanStillBeTakenAfterAShutdown() throws Exception {
    QueueConfig config = newQueue(4);
    JoinableQueue queue = open(config);
    QueueProcess other = process(config);
    for (int i = 0; i < 4; i++) {
      queue.put(bytes(i));
    }
    Lease running = queue.take();
    other.ask("shutdown").requireOk();
    assertRefused(() -> queue.put(bytes(4)));
    for (int i = 1; i < 4; i++) {
      assertThat(finishNext(queue)).isEqualTo(Integer.toString(i));
    }
    assertRefused(queue::poll);
    assertThat(queue.join(Duration.ZERO).joined()).isFalse();
    queue.taskDone(running);
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  @Test
  public void anImmediateShutdownDropsWhatIsQueuedAndJoinWaitsForWhatRuns() throws Exception {
    QueueConfig config = newQueue(4);
    JoinableQueue queue = open(config);
    QueueProcess other = process(config);
    for (int i = 0; i < 4; i++) {
      queue.put(bytes(i));
    }
    String running = other.ask("poll").word(0);
    queue.shutdownNow();
    assertThat(queue.depth()).isZero();
    assertThat(queue.unfinished()).isEqualTo(1);
    assertRefused(queue::poll);
    assertThat(other.ask("poll").threw()).contains("QueueShutdownException");
    assertThat(queue.join(SHORT).joined()).isFalse();
    other.ask("done " + running).requireOk();
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  @Test
  public void aShutdownReleasesPuttersInEveryProcess() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    queue.put(bytes(1));
    List<Call> blocked = new ArrayList<>();
    for (QueueProcess process : processes(2, config)) {
      blocked.add(process.send("put x"));
      blocked.add(process.send("offer x 60000"));
      blocked.add(process.send("putAsync x"));
    }
    stayBlocked(blocked);
    queue.shutdown();
    areReleased(blocked, Set.of("QueueShutdownException", "ExecutionException"));
    assertThat(queue.depth()).isEqualTo(1);
  }

  @Test
  public void aShutdownReleasesTakersInEveryProcess() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    List<Call> blocked = new ArrayList<>();
    for (QueueProcess process : processes(2, config)) {
      blocked.add(process.send("take"));
      blocked.add(process.send("poll 60000"));
    }
    stayBlocked(blocked);
    queue.shutdown();
    areReleased(blocked, Set.of("QueueShutdownException"));
  }

  @Test
  public void anImmediateShutdownReleasesJoinersInEveryProcess() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    queue.put(bytes(1));
    List<Call> blocked = new ArrayList<>();
    for (QueueProcess process : processes(2, config)) {
      blocked.add(process.send("join"));
      blocked.add(process.send("join 60000"));
    }
    stayBlocked(blocked);
    queue.shutdownNow();
    long start = System.nanoTime();
    blocked.forEach(call -> assertThat(call.await().word(0)).isEqualTo("true"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RELEASE);
  }

  @Test
  public void manyThreadsEndWhenTheQueueIsShutDownAmongTheirMessages() throws Exception {
    JoinableQueue queue = open(newQueue(16));
    Set<String> put = ConcurrentHashMap.newKeySet();
    Set<String> taken = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(10);
    List<Future<Integer>> ends = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      String name = "writer-" + writer + "-";
      ends.add(threads.submit(() -> write(queue, name, put)));
    }
    for (int reader = 0; reader < 6; reader++) {
      ends.add(threads.submit(() -> read(queue, taken)));
    }
    Awaitility.await().atMost(LONG).until(() -> put.size() >= 5_000);
    queue.shutdown();
    for (Future<Integer> end : ends) {
      end.get(20, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(taken).isEqualTo(put);
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  private static int write(JoinableQueue queue, String name, Set<String> put)
      throws InterruptedException {
    for (int i = 0; ; i++) {
      try {
        queue.put(bytes(name + i));
        put.add(name + i);
      } catch (QueueShutdownException e) {
        return i;
      }
    }
  }

  private static int read(JoinableQueue queue, Set<String> taken) throws InterruptedException {
    for (int i = 0; ; i++) {
      try {
        Lease lease = queue.take();
        assertThat(taken.add(text(lease))).as("delivered once").isTrue();
        queue.taskDone(lease);
      } catch (QueueShutdownException e) {
        return i;
      }
    }
  }

  @Test
  public void aQueueThatWasShutDownBeginsAnewOnceAllHaveClosedIt() throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    queue.put(bytes("left"));
    queue.shutdown();
    queue.close();
    JoinableQueue anew = open(config);
    anew.put(bytes("new"));
    assertThat(finishNext(anew)).isEqualTo("left");
    assertThat(finishNext(anew)).isEqualTo("new");
  }

  @Test
  public void aTaskThatComesBackAfterAShutdownIsKeptForWhoeverTakesNext() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess other = process(config);
    queue.put(bytes("left"));
    Lease lease = queue.take();
    queue.shutdown();
    assertThat(other.ask("poll").threw()).contains("QueueShutdownException");
    lease.retry("told to");
    String again = other.ask("poll").word(0);
    other.ask("release " + again).requireOk();
    other.ask("close").requireOk();
    queue.close();
    assertThat(finishNext(open(config))).isEqualTo("left");
  }

  @Test
  public void aClosedHandleRefusesEverythingButTheEndOfADelivery() throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    JoinableQueue other = open(config);
    queue.put(bytes(1));
    Lease lease = queue.take();
    queue.close();
    queue.close();
    List<Callable<?>> calls =
        List.of(
            () -> queue.put(bytes(1)),
            () -> queue.offer(bytes(1)),
            () -> queue.offer(bytes(1), SHORT),
            () -> queue.putAsync(bytes(1)).isDone(),
            queue::take,
            queue::poll,
            () -> queue.poll(SHORT),
            () -> queue.join(SHORT),
            queue::depth,
            queue::unfinished,
            queue::isEmpty,
            queue::isFull,
            queue.admin()::status);
    calls.forEach(call -> assertThatThrownBy(call::call).isInstanceOf(IllegalStateException.class));
    assertThat(other.unfinished()).isEqualTo(1);
    queue.taskDone(lease);
    assertThat(other.unfinished()).isZero();
    assertThat(other.offer(bytes(2))).isPresent();
  }

  @Test
  public void aDeliveryCanBeEndedAfterTheLastHandleIsClosed() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    queue.put(bytes(1));
    Lease lease = queue.take();
    queue.close();
    queue.taskDone(lease);
    assertThat(open(config).unfinished()).isZero();
  }

  @Test
  public void closeReleasesTheThreadsThatAreBlockedOnTheHandle() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue full = open(config);
    QueueProcess other = process(config);
    full.put(bytes(1));
    Call putter = other.send("put x");
    Call joiner = other.send("join");
    stayBlocked(List.of(putter, joiner));
    other.ask("close").requireOk();
    areReleased(List.of(putter, joiner), Set.of("IllegalStateException"));
    assertThat(Optional.of(full.depth())).contains(1L);
  }

  @Test
  public void closeEndsAsynchronousPutsBehindThoseOfAnotherHandle() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue full = open(config);
    JoinableQueue queue = open(config);
    full.put(bytes(1));
    Future<?> ahead = full.putAsync(bytes(2));
    Future<?> behind = queue.putAsync(bytes(3));
    queue.close();
    assertThatThrownBy(() -> behind.get(1, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(ahead.isDone()).isFalse();
  }

  private static void assertRefused(Callable<?> call) {
    assertThatThrownBy(call::call).isInstanceOf(QueueShutdownException.class);
  }

  private static void stayBlocked(List<Call> calls) {
    Awaitility.await()
        .during(Duration.ofMillis(200))
        .until(() -> calls.stream().noneMatch(Call::isAnswered));
  }

  private static void areReleased(List<Call> calls, Set<String> by) {
    long start = System.nanoTime();
    for (Call call : calls) {
      assertThat(call.await().threw()).hasValueSatisfying(type -> assertThat(by).contains(type));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RELEASE);
  }
}
