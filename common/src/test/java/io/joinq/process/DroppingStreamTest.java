package io.joinq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("fast")
@Timeout(60)
class DroppingStreamTest {
  private static final int MOST = 100;

  private final Semaphore reads = new Semaphore(0);
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final DroppingStream stream = new DroppingStream(new Pipe(), MOST);
  private final PrintStream out = new PrintStream(stream, true, StandardCharsets.UTF_8);

  /** Takes as much at a time as is written, when it is allowed to. */
  private final class Pipe extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet});
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      reads.acquireUninterruptibly();
      synchronized (read) {
        read.write(bytes);
      }
    }
  }

  private String read() {
    synchronized (read) {
      return read.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void passesOnAllThatIsRead() throws InterruptedException {
    reads.release(1_000);
    out.println("one");
    out.println("two");
    stream.awaitPassed(Duration.ofSeconds(30));
    assertThat(read()).isEqualTo("one\ntwo\n");
  }

  @Test
  void dropsWhatNobodyReadsAndTellsHowMuch() throws InterruptedException {
    out.println("first");
    await().until(reads::hasQueuedThreads);
    for (int line = 0; line < 1_000; line++) {
      out.println("line " + line);
    }
    stream.awaitPassed(Duration.ofMillis(10));
    assertThat(read()).as("nobody reads").isEmpty();

    reads.release(1_000);
    stream.awaitPassed(Duration.ofSeconds(30));
    out.println("last");
    stream.awaitPassed(Duration.ofSeconds(30));
    long kept = read().lines().filter(line -> line.matches("line \\d+")).count();
    assertThat(kept).isBetween(5L, 20L);
    assertThat(read())
        .startsWith("first\nline 0\n")
        .endsWith(
            "\n" + (1_000 - kept) + " lines dropped here: nobody read this stream in time\nlast\n");
  }
}
