package io.joinq.server.http.security;

import java.util.Locale;
import java.util.regex.Pattern;

/** The host of a Host header or of {@code --bind}. Never resolves names. */
public record HostName(String name) {
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|::1|localhost");

  /**
   * @param text a name or address, with or without a port; IPv6 addresses may stand in brackets
   */
  public static HostName of(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.startsWith("[")) {
      int end = name.indexOf(']');
      return new HostName(end < 0 ? name : name.substring(1, end));
    }
    int colon = name.indexOf(':');
    boolean isPort = colon >= 0 && colon == name.lastIndexOf(':');
    return new HostName(isPort ? name.substring(0, colon) : name);
  }

  public boolean isLoopback() {
    return LOOPBACK.matcher(name).matches();
  }
}
