package io.joinq.server.supervisor;

import java.util.Optional;

/**
 * When a healthy worker is replaced by a fresh one.
 *
 * @param afterTasks 0 for never
 * @param maxRssBytes of memory that it really uses; 0 for any
 */
public record RecyclePolicy(long afterTasks, long maxRssBytes) {
  private static final long LEAST_RSS = 32L << 20;
  private static final int MIB_SHIFT = 20;

  public RecyclePolicy {
    if (afterTasks < 0) {
      throw new IllegalArgumentException(
          "--recycle-after must be at least 1, or 0 for never, not " + afterTasks);
    }
    if (maxRssBytes != 0 && maxRssBytes < LEAST_RSS) {
      throw new IllegalArgumentException(
          "--max-rss "
              + maxRssBytes
              + " is less than any worker uses, and would replace them without end; give 32MiB or"
              + " more");
    }
  }

  /** The reason to replace a worker; empty if there is none. */
  Optional<String> reason(long completed, long rssBytes) {
    if (afterTasks > 0 && completed >= afterTasks) {
      return Optional.of("finished " + completed + " tasks, of --recycle-after " + afterTasks);
    }
    if (maxRssBytes > 0 && rssBytes > maxRssBytes) {
      return Optional.of(
          "uses "
              + (rssBytes >> MIB_SHIFT)
              + " MiB, over --max-rss "
              + (maxRssBytes >> MIB_SHIFT)
              + "MiB");
    }
    return Optional.empty();
  }
}
