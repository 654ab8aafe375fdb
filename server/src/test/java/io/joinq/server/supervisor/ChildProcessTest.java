package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With processes of the shell. */
@Tag("process")
@Timeout(60)
class ChildProcessTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  private ChildProcess start(String script) throws IOException {
    return ChildProcess.start(1, new ProcessBuilder("sh", "-c", script), Runnable::run, listener());
  }

  private WorkerProcess.Listener listener() {
    return new WorkerProcess.Listener() {
      @Override
      public void opened() {
        told.add("opened");
      }

      @Override
      public void claims() {
        told.add("claims");
      }

      @Override
      public void ended(String how) {
        told.add(how);
      }
    };
  }

  @Test
  void goesOnAfterADumpThatCannotBeWrittenWhateverTheReason() throws Exception {
    ChildProcess child = start("exit 0");
    CompletableFuture<Void> then = new CompletableFuture<>();
    Path noPlaceForAFile = Path.of("/");

    child.dump(noPlaceForAFile, () -> then.complete(null));

    assertThat(then).succeedsWithin(20, TimeUnit.SECONDS);
  }

  @Test
  void leavesNoProcessThatNobodyHears() {
    ProcessBuilder sleep = new ProcessBuilder("sleep", "61.5");

    assertThatThrownBy(() -> ChildProcess.start(1, sleep, null, listener()))
        .isInstanceOf(NullPointerException.class);

    await().atMost(Duration.ofSeconds(20)).until(() -> !isAlive("61.5"));
  }

  private static boolean isAlive(String argument) {
    return ProcessHandle.current()
        .children()
        .flatMap(child -> child.info().arguments().stream())
        .anyMatch(arguments -> List.of(arguments).contains(argument));
  }

  @Test
  void hasReadItsLastWordsWhenItTellsThatAStartFailed() throws Exception {
    PrintStream fast = System.err;
    CountDownLatch toldOfTheEnd = new CountDownLatch(1);
    CompletableFuture<ChildProcess> child = new CompletableFuture<>();
    CompletableFuture<List<String>> words = new CompletableFuture<>();
    System.setErr(new SlowStream(fast, toldOfTheEnd));
    try {
      child.complete(
          ChildProcess.start(
              1,
              new ProcessBuilder("sh", "-c", "echo first >&2; echo last >&2; exit 2"),
              end -> {
                words.complete(child.join().lastLines());
                toldOfTheEnd.countDown();
              },
              listener()));

      assertThat(words.get(20, TimeUnit.SECONDS)).containsExactly("first", "last");
    } finally {
      System.setErr(fast);
    }
  }

  /** Takes a while for each line, unless it is known already what the test wants to know. */
  private static final class SlowStream extends PrintStream {
    private final CountDownLatch known;

    SlowStream(PrintStream to, CountDownLatch known) {
      super(to, true, StandardCharsets.UTF_8);
      this.known = known;
    }

    @Override
    public void println(String line) {
      try {
        boolean unused = known.await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      super.println(line);
    }
  }

  @Test
  void tellsOfTheEndThoughAnotherKeepsThePipeOpen() throws IOException {
    ChildProcess child = start("echo last words >&2; sleep 20 & echo $!; sleep 0.3; exit 3");
    try {
      await().atMost(Duration.ofSeconds(15)).until(() -> told.contains("exit code 3"));
      assertThat(child.lastLines()).containsExactly("last words");
    } finally {
      child.otherOutput().stream()
          .map(Long::parseLong)
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void takesOutputWithoutAnyLineInParts() throws IOException {
    ChildProcess child = start("head -c 100000 /dev/zero | tr '\\0' x; echo; echo opened");

    await().atMost(Duration.ofSeconds(20)).until(() -> told.contains("opened"));
    assertThat(child.otherOutput()).hasSize(100_000 / BoundedLines.LONGEST + 1);
  }
}
