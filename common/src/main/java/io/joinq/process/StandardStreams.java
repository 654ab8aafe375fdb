package io.joinq.process;

import io.joinq.os.ProcFs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The descriptors that a process is given. */
public final class StandardStreams {
  private static final List<String> NAMES = List.of("stdin", "stdout", "stderr");

  private StandardStreams() {}

  /**
   * The first of stdin, stdout and stderr that was closed when this JVM was started: it has opened
   * a file of its own there, and whoever reads or closes the stream uses that file.
   */
  public static Optional<String> closed() {
    for (int descriptor = 0; descriptor < NAMES.size(); descriptor++) {
      if (isOfJvm(descriptor)) {
        return Optional.of(NAMES.get(descriptor));
      }
    }
    return Optional.empty();
  }

  private static boolean isOfJvm(int descriptor) {
    // Empty if it is closed still.
    return ProcFs.linkOfSelf("fd/" + descriptor)
        .filter(
            file ->
                file.startsWith(System.getProperty("java.home") + "/")
                    || JavaCommand.classPathEntries().contains(Path.of(file)))
        .isPresent();
  }
}
