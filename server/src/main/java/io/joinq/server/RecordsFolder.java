package io.joinq.server;

import java.net.URI;
import java.nio.file.Path;

/**
 * The folder in which a server records events and thread dumps. Its size is bounded and its content
 * may be deleted.
 *
 * @param folder made when something is written
 */
public record RecordsFolder(Path folder) {
  private static final String FILES = "chronicle";

  /** Beside the queue where that is a folder, as in {@code queue.records}; else where we are. */
  static RecordsFolder of(URI queue) {
    String place = FILES.equals(queue.getScheme()) ? queue.getSchemeSpecificPart() : "queue";
    return new RecordsFolder(Path.of(place.replaceAll("/+$", "") + ".records"));
  }

  /** The events, one JSON object a line; those before them have {@code .1} after the name. */
  public Path eventLog() {
    return folder.resolve("events.jsonl");
  }

  /** The threads of workers that hung. */
  public Path dumps() {
    return folder.resolve("dumps");
  }
}
