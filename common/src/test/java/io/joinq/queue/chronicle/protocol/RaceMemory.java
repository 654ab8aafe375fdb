package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.queue.chronicle.control.QueueShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The control file of the races: mapped once, begun anew for each run of one. */
final class RaceMemory {
  static final long INCARNATION = 5;
  private static final ControlFile CONTROL = create();

  private RaceMemory() {}

  private static ControlFile create() {
    try {
      Path file = Files.createTempFile("joinq-race", null);
      try {
        ControlFile.create(file, new QueueShape(2, 2, 2, 8), new UUID(0, 1));
        return ControlFile.open(file, true);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets what has happened; two processes use the queue. */
  static ControlFile begin() {
    long size = ControlLayout.fileSize(CONTROL.shape());
    for (int at = ControlLayout.PUT_LOCK; at < size; at += 8) {
      if (CONTROL.getPlain(at) != 0) {
        CONTROL.setPlain(at, 0);
      }
    }
    for (int process = 0; process < CONTROL.shape().processes(); process++) {
      int entry = ControlLayout.process(process);
      CONTROL.setPlain(entry + ControlLayout.USED, INCARNATION);
    }
    return CONTROL;
  }
}
