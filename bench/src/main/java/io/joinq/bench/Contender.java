package io.joinq.bench;

import io.joinq.process.JavaCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A queue to measure. Its processes print the lines of {@link Report}; the first of them ends the
 * work when its stdin ends.
 */
enum Contender {
  JOINQ("joinq") {
    @Override
    List<ProcessBuilder> processes(Load load, Path folder, String python) {
      return jvms(JoinqProducer.class, JoinqConsumer.class, "chronicle:" + folder, load);
    }
  },
  CPYTHON("CPython") {
    @Override
    List<ProcessBuilder> processes(Load load, Path folder, String python) throws IOException {
      Path script = folder.resolve(SCRIPT);
      try (InputStream source = Contender.class.getResourceAsStream(SCRIPT)) {
        Files.copy(source, script);
      }
      return List.of(command(List.of(python, script.toString()), load));
    }
  },
  /** Unbounded, and nothing is acknowledged: what joinq is built on, without what it adds. */
  CHRONICLE("bare Chronicle") {
    @Override
    List<ProcessBuilder> processes(Load load, Path folder, String python) {
      return jvms(ChronicleProducer.class, ChronicleConsumer.class, folder.toString(), load);
    }
  };

  private static final String SCRIPT = "joinable_queue.py";

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  /** As people call it. */
  String title() {
    return title;
  }

  /** As the command line calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param folder empty, of its own
   */
  abstract List<ProcessBuilder> processes(Load load, Path folder, String python) throws IOException;

  private static List<ProcessBuilder> jvms(
      Class<?> producer, Class<?> consumer, String place, Load load) {
    return Stream.of(producer, consumer)
        .map(main -> JavaCommand.of(main.getName()).withArguments(place).words())
        .map(words -> command(words, load))
        .toList();
  }

  private static ProcessBuilder command(List<String> words, Load load) {
    return new ProcessBuilder(Stream.concat(words.stream(), load.toArguments().stream()).toList())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
