package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a worker that hangs, with a real JVM. */
@Tag("process")
@Timeout(60)
class ThreadsOfAWorkerTest {
  @TempDir private Path folder;

  /** A worker that hangs. */
  static final class Hanging {
    private Hanging() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("opened");
      hang();
    }

    private static void hang() throws IOException {
      int unused = System.in.read();
    }
  }

  @Test
  void areHadWithASignalWhereThereIsNoJcmd() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    ChildProcess child =
        ChildProcess.start(
            1,
            JavaCommand.of(Hanging.class.getName()).toProcessBuilder(),
            Runnable::run,
            on(opened));
    try {
      assertThat(opened.await(30, TimeUnit.SECONDS)).isTrue();
      Path file = folder.resolve("dumps").resolve("worker-1.txt");
      Path javaWithoutTools = folder;

      // It says that it has opened a moment before it hangs.
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                ThreadDumpFile.write(child, file, javaWithoutTools);
                assertThat(file)
                    .content()
                    .contains("Full thread dump", "Hanging.hang(", "JNI global refs");
              });
    } finally {
      child.kill();
    }
  }

  private static WorkerProcess.Listener on(CountDownLatch opened) {
    return new WorkerProcess.Listener() {
      @Override
      public void opened() {
        opened.countDown();
      }

      @Override
      public void claims() {
        // Never.
      }

      @Override
      public void ended(String how) {
        // When the test has ended.
      }
    };
  }
}
