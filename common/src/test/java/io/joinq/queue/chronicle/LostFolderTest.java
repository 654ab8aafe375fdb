package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.os.FileTree;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of an open queue is deleted, renamed or replaced: nobody else sees what is put. */
@Tag("fast")
class LostFolderTest {
  private static final Duration NOTICED = Duration.ofSeconds(2);

  @TempDir private Path temp;

  private QueueConfig config() {
    return QueueConfig.of("chronicle:" + temp.resolve("queue"));
  }

  @Test
  void endsAllThatWaitAndRefusesAllThatCome() throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(config())) {
      queue.put(new byte[1]);
      queue.admin().pause();
      List<CompletableFuture<?>> waiting =
          List.of(
              async(() -> queue.put(new byte[1])),
              async(queue::take),
              async(() -> queue.join(Duration.ofMinutes(1))),
              queue.putAsync(new byte[1]),
              queue.putAsync(new byte[1], Duration.ofMinutes(1)));

      FileTree.delete(temp.resolve("queue"));

      for (CompletableFuture<?> call : waiting) {
        await().atMost(NOTICED).until(call::isDone);
        assertThatThrownBy(call::join)
            .isInstanceOf(CompletionException.class)
            .hasCauseExactlyInstanceOf(QueueException.class)
            .hasMessageContaining("was deleted, renamed or replaced");
      }
      assertThatThrownBy(() -> queue.offer(new byte[1])).isInstanceOf(QueueException.class);
      assertThatThrownBy(queue::poll).isInstanceOf(QueueException.class);
    }
  }

  @Test
  void leavesTheQueueAloneThatTookItsPlace() throws Exception {
    JoinableQueue old = JoinableQueue.open(config());
    old.put(new byte[1]);
    Lease lease = old.take();
    FileTree.delete(temp.resolve("queue"));
    try (JoinableQueue young = JoinableQueue.open(config())) {
      young.put(new byte[1]);
      await().atMost(NOTICED).untilAsserted(() -> assertLost(old::isEmpty));

      assertLost(() -> old.taskDone(lease, new byte[1]));
      old.close();

      assertThat(young.admin().task(lease.taskId()).orElseThrow().finishedAt()).isEmpty();
      try (Stream<Path> results = Files.list(temp.resolve("queue/results"))) {
        assertThat(results).isEmpty();
      }
      young.taskDone(young.poll().orElseThrow());
    }
  }

  @Test
  void noticesThatOnlyTheLocksWereReplaced() throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(config())) {
      Files.delete(temp.resolve("queue/procs.lock"));
      await().atMost(NOTICED).untilAsserted(() -> assertLost(() -> queue.offer(new byte[1])));
    }
  }

  private static void assertLost(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(QueueException.class)
        .hasMessageContaining("was deleted, renamed or replaced");
  }

  private static CompletableFuture<Object> async(Callable<?> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        command -> new Thread(command).start());
  }
}
