package io.joinq.lab.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Resource usage of a server process, from the kernel and its JVM. */
public final class ServerProcess {
  private static final Pattern ANONYMOUS = Pattern.compile("RssAnon:\\s+(\\d+) kB");
  private static final long KB_PER_MB = 1_024;
  private static final long DUMP_SECONDS = 20;

  private final long pid;

  public ServerProcess(long pid) {
    this.pid = pid;
  }

  /** Memory of its own in RAM, in MB: its heap, stacks and code, without the queue's files. */
  public long memoryMb() {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      Matcher matcher = ANONYMOUS.matcher(status);
      return matcher.find() ? Long.parseLong(matcher.group(1)) / KB_PER_MB : -1;
    } catch (IOException e) {
      throw new UncheckedIOException("the server's memory cannot be read", e);
    }
  }

  /** Threads of the kernel. */
  public long threads() {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.count();
    } catch (IOException e) {
      throw new UncheckedIOException("the server's threads cannot be counted", e);
    }
  }

  /** Threads that are inside a put of the queue, by a dump of all. */
  long threadsInPut() throws InterruptedException {
    try {
      Process dump =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  "Thread.print")
              .redirectErrorStream(true)
              .start();
      String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!dump.waitFor(DUMP_SECONDS, TimeUnit.SECONDS) || dump.exitValue() != 0) {
        throw new IOException("jcmd says: " + text.lines().findFirst().orElse("nothing"));
      }
      return Stream.of(text.split("\n\n"))
          .filter(thread -> thread.contains("at io.joinq.queue.chronicle.protocol.Producer."))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException("the server's threads cannot be dumped", e);
    }
  }
}
