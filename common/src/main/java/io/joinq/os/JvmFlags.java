package io.joinq.os;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JVM flags that Chronicle Queue needs with a class path. Executable jars have the same in
 * their manifest; the build properties {@code jvm.add-opens} and {@code jvm.add-exports} hold the
 * list.
 */
public final class JvmFlags {
  public static final List<String> ADD_OPENS =
      List.of("java.base/java.lang", "java.base/java.lang.reflect", "java.base/sun.nio.ch");
  public static final List<String> ADD_EXPORTS =
      List.of("java.base/jdk.internal.ref", "java.base/sun.nio.ch");

  /** From this release on the JVM warns of native calls and of Unsafe. */
  private static final int FIRST_THAT_WARNS = 24;

  private JvmFlags() {}

  /**
   * @param feature the release of the JVM that is started: 17, 25
   */
  public static List<String> forRelease(int feature) {
    List<String> flags = new ArrayList<>();
    ADD_OPENS.forEach(name -> flags.add(opens(name)));
    ADD_EXPORTS.forEach(name -> flags.add(exports(name)));
    if (feature >= FIRST_THAT_WARNS) {
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return List.copyOf(flags);
  }

  /** Those that this JVM was started without, and cannot do without. */
  static List<String> missing() {
    Module ours = JvmFlags.class.getModule();
    Module base = Object.class.getModule();
    return Stream.concat(
            ADD_OPENS.stream()
                .filter(name -> !base.isOpen(packageOf(name), ours))
                .map(JvmFlags::opens),
            ADD_EXPORTS.stream()
                .filter(name -> !base.isExported(packageOf(name), ours))
                .map(JvmFlags::exports))
        .toList();
  }

  private static String packageOf(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  private static String opens(String name) {
    return "--add-opens=" + name + "=ALL-UNNAMED";
  }

  private static String exports(String name) {
    return "--add-exports=" + name + "=ALL-UNNAMED";
  }
}
