package io.joinq.queue.chronicle.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Segments without a task, left by a process that died while it created them. Chronicle creates a
 * segment in several steps, and takes an incomplete one for work in progress: it waits for half a
 * minute, or fails. Nothing refers to such a file, so it is deleted, and the next put creates it
 * anew.
 */
public final class UnbegunSegments {
  private UnbegunSegments() {}

  /**
   * Deletes unbegun segments from a cycle on. Call it only when no process can be creating one:
   * under a put lock taken over from a dead process, or before any process has the log open.
   *
   * @return whether there was one
   */
  public static boolean delete(Path folder, int fromCycle) throws IOException {
    boolean found = false;
    for (Path segment : SegmentNames.in(folder).tailMap(fromCycle).values()) {
      if (!hasTask(segment)) {
        Files.deleteIfExists(segment);
        found = true;
      }
    }
    return found;
  }

  private static boolean hasTask(Path segment) throws IOException {
    try (SegmentFile file = new SegmentFile(segment)) {
      return file.walk((number, bytes, length) -> false).records() > 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
