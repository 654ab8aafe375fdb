package io.joinq.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A queue, and worker processes on it that end with the test. */
@Tag("process")
@Timeout(120)
abstract class WorkerProcesses {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final List<ChildJvm> workers = new ArrayList<>();
  JoinableQueue queue;

  @BeforeEach
  void openQueue() {
    queue =
        JoinableQueue.open(
            QueueConfig.of(url()).withCapacity(8).withLeaseTimeout(Duration.ofSeconds(1)));
  }

  @AfterEach
  void endAll() {
    workers.forEach(ChildJvm::close);
    queue.close();
  }

  String url() {
    return "chronicle:" + folder.resolve("queue");
  }

  ChildJvm worker(String... arguments) {
    ChildJvm worker =
        ChildJvm.start(
            JavaCommand.of(WorkerMain.class.getName())
                .withArguments("--queue", url(), "--lease-timeout", "1s")
                .withArguments(arguments));
    workers.add(worker);
    return worker;
  }

  /** A worker whose command says its pid in a file, and waits for the file {@code go}. */
  ChildJvm waitingWorker(String... arguments) {
    String command =
        "sh -c 'echo $$ >"
            + folder
            + "/pid.$JOINQ_ATTEMPT; until [ -e "
            + folder
            + "/go ]; do sleep 0.02; done; echo by $PPID'";
    List<String> all = new ArrayList<>(List.of("--handler", "exec", "--exec", command));
    all.addAll(List.of(arguments));
    return worker(all.toArray(String[]::new));
  }

  /** Waits until the command of this attempt runs, and returns its pid. */
  long commandOfAttempt(int attempt) {
    Path file = folder.resolve("pid." + attempt);
    await().atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) > 0);
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void go() throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  TaskId put() throws InterruptedException {
    return queue.put("payload".getBytes(UTF_8));
  }

  TaskStatus status(TaskId id) {
    return queue.admin().task(id).orElseThrow();
  }

  void join() throws InterruptedException {
    assertThat(queue.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
  }

  String result(TaskId id) {
    return new String(queue.admin().result(id).orElseThrow(), UTF_8).strip();
  }

  static String[] handler(Class<?> handlerClass) {
    return new String[] {"--handler", "java", "--handler-class", handlerClass.getName()};
  }

  static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }
}
