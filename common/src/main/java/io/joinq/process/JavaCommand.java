package io.joinq.process;

import io.joinq.os.JvmFlags;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line of a child JVM with one of our main classes: class path and flags of this JVM,
 * and its Java unless another is given. Immutable.
 */
public final class JavaCommand {
  private final Path home;
  private final int release;
  private final String mainClass;
  private final List<String> flags;
  private final List<String> arguments;

  private JavaCommand(
      Path home, int release, String mainClass, List<String> flags, List<String> arguments) {
    this.home = home;
    this.release = release;
    this.mainClass = mainClass;
    this.flags = List.copyOf(flags);
    this.arguments = List.copyOf(arguments);
  }

  /**
   * @param mainClass by its full name, so that the caller need not load it
   */
  public static JavaCommand of(String mainClass) {
    Path home = Path.of(System.getProperty("java.home"));
    return new JavaCommand(home, Runtime.version().feature(), mainClass, List.of(), List.of());
  }

  /**
   * Takes the Java of another folder.
   *
   * @param otherRelease of that Java: 17, 25
   */
  public JavaCommand withJava(Path otherHome, int otherRelease) {
    return new JavaCommand(otherHome, otherRelease, mainClass, flags, arguments);
  }

  /** Adds a system property. */
  public JavaCommand withProperty(String name, String value) {
    return withFlag("-D" + name + "=" + value);
  }

  /** Adds a flag of the JVM, such as {@code -Xmx256m}. */
  public JavaCommand withFlag(String flag) {
    return new JavaCommand(home, release, mainClass, joined(flags, List.of(flag)), arguments);
  }

  /** Adds arguments of the main class. */
  public JavaCommand withArguments(List<String> more) {
    return new JavaCommand(home, release, mainClass, flags, joined(arguments, more));
  }

  /** Adds arguments of the main class. */
  public JavaCommand withArguments(String... more) {
    return withArguments(List.of(more));
  }

  /** The words of the command, the path of java first. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    words.add(home.resolve("bin").resolve("java").toString());
    words.addAll(JvmFlags.forRelease(release));
    words.addAll(flags);
    words.addAll(List.of("-cp", classPath(), mainClass));
    words.addAll(arguments);
    return List.copyOf(words);
  }

  /** Returns a builder for the process; its streams are pipes by default. */
  public ProcessBuilder toProcessBuilder() {
    return new ProcessBuilder(words());
  }

  /**
   * The class path of this JVM, every entry absolute, so that it holds in another working directory
   * too. A test runner that starts JVMs with a jar of its own names the real one in a property.
   */
  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(path.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The same, an entry each. */
  static List<Path> classPathEntries() {
    return Stream.of(classPath().split(File.pathSeparator)).map(Path::of).toList();
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
