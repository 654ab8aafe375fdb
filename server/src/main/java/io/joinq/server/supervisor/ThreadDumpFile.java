package io.joinq.server.supervisor;

import io.joinq.os.SignalException;
import io.joinq.process.JavaThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files with the thread dumps of workers. A dump comes from jcmd or, if jcmd is missing or times
 * out, from SIGQUIT, which makes a JVM write it to stdout.
 */
final class ThreadDumpFile {
  private static final Logger log = LoggerFactory.getLogger(ThreadDumpFile.class);
  private static final int FILES_KEPT = 20;
  private static final Duration TIME_TO_WRITE = Duration.ofMillis(1_500);
  private static final long LOOK_MILLIS = 20;

  /** How the last line begins that is about threads. */
  private static final String END_OF_THREADS = "JNI global refs";

  private ThreadDumpFile() {}

  /** Blocks for at most some 4 s. */
  static void write(ChildProcess worker, Path file) {
    write(worker, file, Path.of(System.getProperty("java.home")));
  }

  /**
   * @param java the folder of the Java whose jcmd is asked, if it has one
   */
  static void write(ChildProcess worker, Path file, Path java) {
    try {
      write(file, dump(worker, java));
      deleteOldest(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      log.warn("cannot dump the threads of pid {} to {}: {}", worker.pid(), file, e + "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For this user's eyes only: stacks name what tasks are about. */
  static void write(Path file, String dump) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, dump);
  }

  private static String dump(ChildProcess worker, Path java) throws InterruptedException {
    Optional<String> answer = JavaThreads.of(worker.pid(), java);
    return answer.isPresent() ? answer.get() : bySignal(worker);
  }

  private static String bySignal(ChildProcess worker) throws InterruptedException {
    long before = dumps(worker);
    long endNanos = System.nanoTime() + TIME_TO_WRITE.toNanos();
    try {
      JavaThreads.request(worker.pid());
    } catch (SignalException e) {
      return e.getMessage() + "\n";
    }
    while (dumps(worker) == before && System.nanoTime() - endNanos < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    List<String> lines = worker.otherOutput();
    return lines.isEmpty()
        ? "pid " + worker.pid() + " wrote no threads, neither for jcmd nor upon SIGQUIT\n"
        : String.join("\n", lines) + "\n";
  }

  /** How many it has written to the end. */
  private static long dumps(ChildProcess worker) {
    return worker.otherOutput().stream().filter(line -> line.startsWith(END_OF_THREADS)).count();
  }

  private static void deleteOldest(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> newestFirst =
          all.sorted(Comparator.comparingLong(ThreadDumpFile::modified).reversed()).toList();
      for (Path old :
          newestFirst.subList(Math.min(FILES_KEPT, newestFirst.size()), newestFirst.size())) {
        Files.deleteIfExists(old);
      }
    }
  }

  private static long modified(Path file) {
    return file.toFile().lastModified();
  }
}
