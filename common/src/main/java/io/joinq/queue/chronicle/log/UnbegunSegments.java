package io.joinq.queue.chronicle.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;

/**
 * Segments without a task, left by a process that died while it created them. Chronicle creates a
 * segment in several steps, and takes an incomplete one for work in progress: it waits for half a
 * minute, or fails. Nothing refers to such a file, so it is set aside, and the next put creates it
 * anew. A file that only looks so because it is damaged has tasks that can be saved, and stays.
 */
public final class UnbegunSegments {
  private static final String ASIDE = ".unbegun";

  private UnbegunSegments() {}

  /**
   * Renames unbegun segments from a cycle on. Call it only when no process can be creating one:
   * under a put lock taken over from a dead process, or before any process has the log open.
   *
   * @param fromCycle the first in which no task is known to be put
   * @return whether there was one
   */
  public static boolean setAside(Path folder, int fromCycle) throws IOException {
    boolean found = false;
    for (Path segment : SegmentNames.in(folder).tailMap(fromCycle).values()) {
      if (isUnbegun(segment)) {
        Files.move(segment, aside(segment), StandardCopyOption.ATOMIC_MOVE);
        found = true;
      }
    }
    return found;
  }

  private static boolean isUnbegun(Path segment) throws IOException {
    try (SegmentFile file = new SegmentFile(segment)) {
      return file.isUnbegun();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Deletes what was set aside of segments that are drained. */
  static void deleteAside(Collection<Path> segments) throws IOException {
    for (Path segment : segments) {
      Files.deleteIfExists(aside(segment));
    }
  }

  private static Path aside(Path segment) {
    return segment.resolveSibling(segment.getFileName() + ASIDE);
  }
}
