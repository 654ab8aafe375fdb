package io.joinq.cli;

import io.joinq.process.JavaCommand;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueOpenException;
import io.joinq.worker.WorkerMain;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A worker in a JVM of its own; killed when closed. */
record WorkerProcess(Process process) implements AutoCloseable {

  /** Returns when the queue lists it. */
  static WorkerProcess start(URI queue, String... options) throws IOException {
    Process process =
        JavaCommand.of(WorkerMain.class.getName())
            .withArguments("--queue", queue.toString())
            .withArguments(options)
            .toProcessBuilder()
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    WorkerProcess worker = new WorkerProcess(process);
    try {
      Awaitility.await("the worker in the queue's status")
          .atMost(Duration.ofSeconds(60))
          .until(() -> worker.isListed(queue));
    } catch (RuntimeException e) {
      worker.close();
      throw e;
    }
    return worker;
  }

  private boolean isListed(URI queue) {
    try {
      return QueueAdmin.inspect(queue).workers().stream().anyMatch(w -> w.pid() == pid());
    } catch (QueueOpenException e) {
      // The worker creates the queue; it may not have come so far.
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
