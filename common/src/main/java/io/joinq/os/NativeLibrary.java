package io.joinq.os;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;

/**
 * Where JNA finds its native library. By itself, JNA unpacks it into a folder of the user at each
 * start, which fails where there is none that can be written, or where it is mounted noexec. The
 * build unpacks it once, beside the jars.
 */
final class NativeLibrary {
  private static final String PLACE = "jna.boot.library.path";
  private static final String NAME = "jnidispatch";

  private NativeLibrary() {}

  /** Has JNA load what the build unpacked, if that is there; call it before JNA is used. */
  static void locate() {
    CodeSource source = Native.class.getProtectionDomain().getCodeSource();
    if (source == null || System.getProperty(PLACE) != null) {
      return;
    }
    try {
      Path folder =
          Path.of(source.getLocation().toURI())
              .resolveSibling("com/sun/jna/" + Platform.RESOURCE_PREFIX);
      if (Files.exists(folder.resolve(System.mapLibraryName(NAME)))) {
        System.setProperty(PLACE, folder.toString());
      }
    } catch (URISyntaxException | InvalidPathException e) {
      // Then JNA unpacks its library, as everywhere else.
    }
  }
}
