package io.joinq.server.supervisor;

import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.TaskId;
import io.joinq.queue.Unfinished;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the queue of deaths, and asks it what the dead had held. */
final class QueueDeaths implements Deaths {
  private static final Logger log = LoggerFactory.getLogger(QueueDeaths.class);

  private final JoinableQueue queue;

  QueueDeaths(JoinableQueue queue) {
    this.queue = queue;
  }

  @Override
  public Optional<TaskId> ended(long pid, String how) {
    try {
      return held(pid);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("the queue cannot be told of the end of pid {}", pid, e);
    }
    return Optional.empty();
  }

  private Optional<TaskId> held(long pid) throws InterruptedException {
    JoinResult unfinished = queue.join(Duration.ZERO);
    return unfinished.tasks().stream()
        .filter(task -> task.ownerPid().orElse(0) == pid)
        .map(Unfinished::id)
        .findFirst();
  }
}
