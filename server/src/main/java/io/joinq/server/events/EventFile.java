package io.joinq.server.events;

import static java.nio.file.StandardOpenOption.APPEND;

import io.joinq.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to a file, one JSON object per line, on its own thread, so that a slow disk delays
 * nobody. At its maximum size the file replaces the previous one; there are at most two.
 */
public final class EventFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventFile.class);
  static final long MOST_BYTES = 4L << 20;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LAST_WRITE = Duration.ofMillis(500);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Events events;
  private final Path file;
  private final long mostBytes;
  private final Thread thread = new Thread(this::run, "event-file");
  private volatile boolean closed;
  // Belong to the thread. Written is the id of the last: none yet, so all that is kept comes first.
  private long written;
  private boolean failing;

  private EventFile(Events events, Path file, long mostBytes) {
    this.events = events;
    this.file = file;
    this.mostBytes = mostBytes;
    thread.setDaemon(true);
  }

  /** Writes what is kept and all that comes into a file, which is made, with its folder. */
  public static EventFile start(Events events, Path file) {
    return start(events, file, MOST_BYTES);
  }

  static EventFile start(Events events, Path file, long mostBytes) {
    EventFile started = new EventFile(events, file, mostBytes);
    started.thread.start();
    return started;
  }

  private void run() {
    try {
      while (!closed) {
        append(events.await(written, LOOK));
      }
    } catch (InterruptedException e) {
      log.debug("interrupted by the end of the server");
    }
    append(events.after(written));
  }

  private void append(List<Event> some) {
    if (some.isEmpty()) {
      return;
    }
    written = some.get(some.size() - 1).id();
    try {
      write(lines(some));
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.warn(
            "events cannot be written to {} and are kept in memory only: {}", file, e.toString());
      }
      failing = true;
    }
  }

  private static byte[] lines(List<Event> some) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Event event : some) {
      lines.write(Json.bytes(event.toMap()));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  private void write(byte[] lines) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (Files.exists(file) && Files.size(file) + lines.length > mostBytes) {
      Files.move(file, older(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      // For this user's eyes only: it tells of tasks and processes.
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    Files.write(file, lines, APPEND);
  }

  /** Where the events go that had filled the file. */
  static Path older(Path file) {
    return file.resolveSibling(file.getFileName() + ".1");
  }

  /** Writes the remaining events and stops. Blocks for at most 0.5 s. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(LAST_WRITE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
