package io.joinq.process;

import java.util.ArrayList;
import java.util.List;

/**
 * The JVM flags that Chronicle Queue needs with a class path. Executable jars have the same in
 * their manifest; the build properties {@code jvm.add-opens} and {@code jvm.add-exports} hold the
 * list.
 */
final class JvmFlags {
  static final List<String> ADD_OPENS =
      List.of("java.base/java.lang", "java.base/java.lang.reflect", "java.base/sun.nio.ch");
  static final List<String> ADD_EXPORTS =
      List.of("java.base/jdk.internal.ref", "java.base/sun.nio.ch");

  /** From this release on the JVM warns of native calls and of Unsafe. */
  private static final int FIRST_THAT_WARNS = 24;

  private JvmFlags() {}

  /**
   * @param feature the release of the JVM that is started: 17, 25
   */
  static List<String> forRelease(int feature) {
    List<String> flags = new ArrayList<>();
    ADD_OPENS.forEach(name -> flags.add("--add-opens=" + name + "=ALL-UNNAMED"));
    ADD_EXPORTS.forEach(name -> flags.add("--add-exports=" + name + "=ALL-UNNAMED"));
    if (feature >= FIRST_THAT_WARNS) {
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return List.copyOf(flags);
  }
}
