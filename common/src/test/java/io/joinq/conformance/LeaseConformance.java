package io.joinq.conformance;

import static io.joinq.queue.WorkerIdentity.BY_HAND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.os.Signal;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.LeaseLostException;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Leases: who may end a delivery, how often, and until when. */
public abstract class LeaseConformance extends Conformance {
  private static final Duration LEASE = Duration.ofMillis(400);

  /** For the engines' subclasses. */
  protected LeaseConformance() {}

  /** In Python one taskDone too many throws, and one without a take lets join return too soon. */
  @Test
  public void aSecondTaskDoneIsRejectedAndChangesNothing() throws Exception {
    JoinableQueue queue = open(newQueue(2));
    queue.put(bytes(1));
    queue.put(bytes(2));
    Lease first = queue.take();
    queue.taskDone(first);
    assertThatThrownBy(() -> queue.taskDone(first)).isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(() -> queue.taskDone(first, bytes("result")))
        .isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(first::release).isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(() -> first.retry("no")).isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(() -> first.fail("no")).isInstanceOf(LeaseLostException.class);
    assertThat(first.renew()).isFalse();
    assertThat(first.isHeld()).isFalse();
    assertThat(queue.unfinished()).isEqualTo(1);
    assertThat(queue.join(Duration.ZERO).joined()).isFalse();
  }

  /** bull#308 finished a job twice; in db-scheduler#402 a zombie went on as its owner. */
  @Test
  public void aLateTaskDoneOfAStoppedOwnerIsRejected() throws Exception {
    QueueConfig config = newQueue(1).withLeaseTimeout(LEASE);
    JoinableQueue queue = open(config);
    QueueProcess owner = process(config);
    TaskId id = queue.put(bytes(1));
    owner.ask("poll").requireOk();
    owner.signal(Signal.STOP);
    Lease second;
    try {
      second = queue.poll(LONG).orElseThrow();
    } finally {
      owner.signal(Signal.CONT);
    }
    assertThat(second.taskId()).isEqualTo(id);
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(owner.ask("done " + id).threw()).contains("LeaseLostException");
    assertThat(owner.ask("doneWith " + id + " 10").threw()).contains("LeaseLostException");
    assertThat(owner.ask("renew " + id).word(0)).isEqualTo("false");
    assertThat(second.isHeld()).isTrue();
    queue.taskDone(second, bytes("of the second owner"));
    assertThat(queue.admin().result(id)).contains(bytes("of the second owner"));
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  @Test
  public void aLeaseThatIsNotRenewedComesBackAfterItsTimeAndNotBefore() throws Exception {
    JoinableQueue queue = open(newQueue(1).withLeaseTimeout(LEASE));
    TaskId id = queue.put(bytes(1));
    long start = System.nanoTime();
    Lease first = queue.take();
    Lease second = queue.poll(LONG).orElseThrow();
    // Leases are counted in whole milliseconds.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(LEASE.minusMillis(1), LEASE.plusSeconds(1));
    assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
    assertThat(queue.admin().task(id).orElseThrow().causes())
        .extracting(Redelivery::attempt, Redelivery::cause)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(1, Redelivery.Cause.LEASE_EXPIRED));
    assertThatThrownBy(() -> queue.taskDone(first))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("token=" + first.fencingToken())
        .hasMessageContaining("currentToken=" + second.fencingToken());
  }

  @Test
  public void aLeaseThatIsRenewedStaysWithItsOwner() throws Exception {
    JoinableQueue queue = open(newQueue(1).withLeaseTimeout(LEASE));
    queue.put(bytes(1));
    Lease lease = queue.take();
    Awaitility.await()
        .pollInterval(LEASE.dividedBy(8))
        .during(LEASE.multipliedBy(4))
        .atMost(LONG)
        .until(() -> lease.renew() && queue.poll().isEmpty());
    queue.taskDone(lease);
    assertThat(queue.unfinished()).isZero();
  }

  @Test
  public void progressStartsTheSilenceAnewAndRenewsTheLease() throws Exception {
    JoinableQueue queue = open(newQueue(1).withLeaseTimeout(LEASE).withWorker(BY_HAND));
    assertThat(silence(queue)).isZero();
    queue.put(bytes(1));
    Lease lease = queue.take();
    // A renewal alone keeps the lease and lets the silence grow.
    Awaitility.await()
        .pollInterval(LEASE.dividedBy(8))
        .until(() -> lease.renew() && silence(queue).compareTo(LEASE.multipliedBy(2)) > 0);
    Duration before = silence(queue);
    assertThat(lease.progress()).isTrue();
    assertThat(silence(queue)).isLessThan(before);
    // Progress alone keeps it too.
    Awaitility.await()
        .pollInterval(LEASE.dividedBy(8))
        .during(LEASE.multipliedBy(3))
        .atMost(LONG)
        .until(() -> lease.progress() && queue.poll().isEmpty());
    queue.taskDone(lease);
    assertThat(lease.progress()).isFalse();
    assertThat(silence(queue)).isZero();
  }

  @Test
  public void ofTwoTasksTheOneThatIsSilentLongestCounts() throws Exception {
    JoinableQueue queue = open(newQueue(2).withWorker(BY_HAND));
    queue.put(bytes(1));
    queue.put(bytes(2));
    Lease first = queue.take();
    Lease second = queue.take();
    Awaitility.await().until(() -> silence(queue).compareTo(LEASE) > 0);
    assertThat(second.progress()).isTrue();
    assertThat(silence(queue)).isGreaterThan(LEASE);
    Duration before = silence(queue);
    assertThat(first.progress()).isTrue();
    assertThat(silence(queue)).isLessThan(before);
  }

  private static Duration silence(JoinableQueue queue) {
    return queue.admin().status().workers().get(0).sinceProgress();
  }

  @Test
  public void aReleasedTaskComesBackWithoutHavingUsedAnAttempt() throws Exception {
    JoinableQueue queue = open(newQueue(1).withMaxAttempts(2));
    TaskId id = queue.put(bytes(1));
    for (int i = 0; i < 5; i++) {
      Lease lease = queue.take();
      assertThat(lease.attempts()).isEqualTo(1);
      lease.release();
    }
    assertThat(queue.admin().task(id).orElseThrow().state()).isEqualTo(TaskState.QUEUED);
  }

  @Test
  public void aTaskDiesAtItsLastAttemptAndNotBefore() throws Exception {
    JoinableQueue queue = open(newQueue(1).withMaxAttempts(3));
    TaskId id = queue.put(bytes(1));
    for (int attempt = 1; attempt <= 3; attempt++) {
      Lease lease = queue.poll().orElseThrow();
      assertThat(lease.attempts()).isEqualTo(attempt);
      lease.retry("attempt " + attempt);
    }
    assertThat(queue.poll()).isEmpty();
    var status = queue.admin().task(id).orElseThrow();
    assertThat(status.state()).isEqualTo(TaskState.DEAD);
    assertThat(status.causes())
        .extracting(Redelivery::detail)
        .containsExactly("attempt 1", "attempt 2", "attempt 3");
  }

  @Test
  public void theLeaseOfAnotherQueueIsRefused() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    JoinableQueue other = open(newQueue(1));
    queue.put(bytes(1));
    other.put(bytes(1));
    Lease lease = other.take();
    assertThatThrownBy(() -> queue.taskDone(lease)).isInstanceOf(IllegalArgumentException.class);
    assertThat(queue.unfinished()).isEqualTo(1);
    other.taskDone(lease);
    assertThat(other.unfinished()).isZero();
  }

  @Test
  public void aResultOverTheLimitIsRefusedAndTheLeaseStillHolds() throws Exception {
    JoinableQueue queue = open(newQueue(1).withMaxPayload(100));
    TaskId id = queue.put(bytes(1));
    Lease lease = queue.take();
    assertThatThrownBy(() -> queue.taskDone(lease, new byte[101]))
        .isInstanceOf(PayloadTooLargeException.class)
        .hasMessageContaining("101");
    assertThat(lease.isHeld()).isTrue();
    queue.taskDone(lease, new byte[100]);
    assertThat(queue.admin().result(id)).contains(new byte[100]);
  }

  @Test
  public void theProducerReadsTheResultAndTheReasonOfAFailure() throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    QueueProcess worker = process(config);
    TaskId done = queue.put(bytes(1));
    TaskId failed = queue.put(bytes(2));
    worker.ask("poll").requireOk();
    worker.ask("poll").requireOk();
    assertThat(queue.admin().result(done)).isEmpty();
    worker.ask("doneWith " + done + " 5").requireOk();
    worker.ask("fail " + failed).requireOk();
    assertThat(queue.admin().result(done)).contains(new byte[5]);
    assertThat(queue.admin().result(failed)).contains(bytes("told to"));
    assertThat(queue.admin().task(new TaskId(2))).isEmpty();
  }

  @Test
  public void aDeliveryCountsAsAnotherOneOnceItIsMade() throws Exception {
    JoinableQueue queue = open(newQueue(2).withMaxAttempts(2));
    queue.put(bytes(1));
    queue.take().retry("not yet");
    assertThat(queue.admin().status().redelivered()).isZero();
    queue.take().retry("never");
    assertThat(queue.admin().status().dead()).isEqualTo(1);
    assertThat(queue.admin().status().redelivered()).isEqualTo(1);
  }
}
