package io.joinq.lab.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Disk use of a queue at one moment.
 *
 * @param bytes total size of its files, without dead letters
 * @param segments files of its log
 */
public record QueueDisk(long bytes, long segments) {
  private static final int DEPTH = 5;

  /** Looks at the queue in this folder, which others may be changing. */
  public static QueueDisk of(Path folder) {
    long bytes = 0;
    long segments = 0;
    for (Path file : files(folder)) {
      bytes += file.startsWith(folder.resolve("dead")) ? 0 : file.toFile().length();
      segments += file.toString().endsWith(".cq4") ? 1 : 0;
    }
    return new QueueDisk(bytes, segments);
  }

  /** All files below a folder; those that vanish meanwhile may be among them or not. */
  public static List<Path> files(Path folder) {
    try (Stream<Path> all =
        Files.find(folder, DEPTH, (path, attributes) -> attributes.isRegularFile())) {
      return all.toList();
    } catch (UncheckedIOException | IOException e) {
      return List.of();
    }
  }

  /** The greater of both, of each. */
  public QueueDisk max(QueueDisk other) {
    return new QueueDisk(Math.max(bytes, other.bytes), Math.max(segments, other.segments));
  }
}
