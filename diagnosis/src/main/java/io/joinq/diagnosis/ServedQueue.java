package io.joinq.diagnosis;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A queue, under a name that is the same for all processes of this machine.
 *
 * @param engine the scheme of its URL
 * @param folder absolute
 */
public record ServedQueue(String engine, Path folder) {

  /**
   * @throws IllegalArgumentException if the URL names no folder
   */
  public static ServedQueue of(URI url) {
    String place = url.getSchemeSpecificPart();
    Path folder = Path.of(place.startsWith("//") ? place.substring(2) : place);
    return new ServedQueue(url.getScheme(), folder.toAbsolutePath().normalize());
  }

  /** Whether this text is {@link #url} of the same queue, by whatever links its folder is named. */
  boolean is(String url) {
    try {
      ServedQueue other = of(URI.create(url));
      return engine.equals(other.engine) && real(folder).equals(real(other.folder));
    } catch (IllegalArgumentException e) {
      // Somebody's that is not joinq's.
      return false;
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      // Not there, or not for this user to see.
      return folder;
    }
  }

  /** With what a URL has to escape escaped. */
  public String url() {
    try {
      return new URI(engine, folder.toString(), null).toString();
    } catch (URISyntaxException e) {
      throw new InvalidPathException(folder.toString(), e.getMessage());
    }
  }
}
