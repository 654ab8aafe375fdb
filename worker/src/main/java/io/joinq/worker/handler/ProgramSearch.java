package io.joinq.worker.handler;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs as the operating system does: by path, or by name along a search path. */
final class ProgramSearch {
  private final List<String> folders;

  ProgramSearch(List<String> folders) {
    this.folders = List.copyOf(folders);
  }

  static ProgramSearch ofThisProcess() {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return new ProgramSearch(
        Stream.of(path.split(File.pathSeparator)).map(f -> f.isEmpty() ? "." : f).toList());
  }

  Optional<Path> find(String program) {
    try {
      Stream<Path> candidates =
          program.contains(File.separator)
              ? Stream.of(Path.of(program))
              : folders.stream().map(folder -> Path.of(folder, program));
      return candidates.filter(p -> Files.isRegularFile(p) && Files.isExecutable(p)).findFirst();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
