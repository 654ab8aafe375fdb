package io.joinq.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.worker.handler.Task;
import io.joinq.worker.handler.TaskHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker in this process, on a queue of its own. */
@Timeout(60)
abstract class WorkerTesting {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final Duration LEASE_TIMEOUT = Duration.ofMillis(400);
  static final Duration NO_TASK_TIMEOUT = Duration.ofMinutes(5);
  static final int MAX_PAYLOAD = 1 << 20;

  @TempDir Path folder;

  final BlockingQueue<Task> handled = new LinkedBlockingQueue<>();
  JoinableQueue queue;
  Worker worker;

  @BeforeEach
  void openQueue() {
    queue = open();
  }

  JoinableQueue open() {
    return JoinableQueue.open(
        QueueConfig.of("chronicle:" + folder.resolve("queue"))
            .withCapacity(8)
            .withLeaseTimeout(LEASE_TIMEOUT)
            .withMaxPayload(MAX_PAYLOAD));
  }

  @AfterEach
  void closeAll() throws Exception {
    if (worker != null) {
      worker.drain(Duration.ZERO);
      worker.close();
    }
    queue.close();
  }

  void work(TaskHandler handler) {
    work(1, NO_TASK_TIMEOUT, handler);
  }

  void work(int threads, Duration taskTimeout, TaskHandler handler) {
    worker =
        new Worker(
            queue,
            task -> {
              handled.add(task);
              return handler.handle(task);
            },
            new WorkerSettings(threads, taskTimeout, LEASE_TIMEOUT));
    worker.start();
  }

  TaskId put(String payload) throws InterruptedException {
    return queue.put(payload.getBytes(UTF_8));
  }

  Task nextHandled() throws InterruptedException {
    Task task = handled.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(task).as("a task given to the handler").isNotNull();
    return task;
  }

  void join() throws InterruptedException {
    assertThat(queue.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
  }

  TaskStatus status(TaskId id) {
    return queue.admin().task(id).orElseThrow();
  }

  String result(TaskId id) {
    return new String(queue.admin().result(id).orElseThrow(), UTF_8);
  }

  static final class Indescribable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  boolean drain() {
    try {
      return worker.drain(PATIENCE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void awaitUninterruptibly(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException e) {
        // Heeds none.
      }
    }
  }
}
