package io.joinq.lab.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed Java.
 *
 * @param release such as 17 or 25
 */
public record Jdk(Path home, int release) {
  private static final Path DEBIAN = Path.of("/usr/lib/jvm");
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  /** One of that release or a later one: this one, that of JAVA_HOME, or one of /usr/lib/jvm. */
  public static Optional<Jdk> atLeast(int release) {
    return homes().stream()
        .flatMap(home -> of(home).stream())
        .filter(jdk -> jdk.release >= release)
        .findFirst();
  }

  private static List<Path> homes() {
    List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
    if (Files.isDirectory(DEBIAN)) {
      try (DirectoryStream<Path> installed = Files.newDirectoryStream(DEBIAN)) {
        installed.forEach(homes::add);
      } catch (IOException e) {
        // Then there is none to be found there.
      }
    }
    return homes;
  }

  private static Optional<Jdk> of(Path home) {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      boolean runs = Files.isExecutable(home.resolve("bin").resolve("java"));
      return runs && version.find()
          ? Optional.of(new Jdk(home, Integer.parseInt(version.group(1))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
