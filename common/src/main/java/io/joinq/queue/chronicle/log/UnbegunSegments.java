package io.joinq.queue.chronicle.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Segments that have no task, because the process died that was making them. Chronicle makes a
 * segment in several steps, and takes a segment in which they are not all done for one that
 * somebody is still making: it waits for that one for half a minute, or fails. Nobody needs such a
 * file, so it is deleted, and made anew by the put that needs it.
 */
public final class UnbegunSegments {
  private UnbegunSegments() {}

  /**
   * Deletes those from a cycle on. To be called when nobody can be making one: under the put lock
   * that was taken from a dead process, or before anybody has the log open.
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
