package io.joinq.diagnosis;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the process that listens on a TCP port, and its address, in /proc. Empty where that cannot
 * be read.
 */
final class PortOwner {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String LISTENING = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int HEX_DIGITS_OF_WORD = 8;

  // By the name that a descriptor of the socket has.
  private final Map<String, String> hosts = new HashMap<>();

  PortOwner(int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    for (Path table : TABLES) {
      for (String line : lines(table)) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > INODE
            && fields[LOCAL].endsWith(suffix)
            && fields[STATE].equals(LISTENING)) {
          String address = fields[LOCAL].substring(0, fields[LOCAL].indexOf(':'));
          hosts.put("socket:[" + fields[INODE] + "]", host(address));
        }
      }
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** As it stands in a URL; what listens at every address is reached at this machine's own. */
  private static String host(String hex) {
    ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.nativeOrder());
    for (int i = 0; i < hex.length(); i += HEX_DIGITS_OF_WORD) {
      bytes.putInt(Integer.parseUnsignedInt(hex.substring(i, i + HEX_DIGITS_OF_WORD), 16));
    }
    try {
      InetAddress address = InetAddress.getByAddress(bytes.array());
      if (address.isAnyLocalAddress()) {
        return "127.0.0.1";
      }
      String text = address.getHostAddress();
      return address instanceof Inet6Address ? "[" + text + "]" : text;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + hex.length() / 2 + " bytes", e);
    }
  }

  /** Where this process listens; empty if it has no such socket open. */
  Optional<String> hostOf(long pid) {
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path descriptor : descriptors) {
        String host = hosts.get(target(descriptor));
        if (host != null) {
          return Optional.of(host);
        }
      }
    } catch (IOException e) {
      // It is gone, or another user's.
    }
    return Optional.empty();
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // Closed meanwhile.
      return "";
    }
  }
}
