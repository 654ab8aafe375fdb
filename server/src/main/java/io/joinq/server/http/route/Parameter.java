package io.joinq.server.http.route;

import java.util.Locale;

/**
 * A request parameter: path, query or header.
 *
 * @param says what it means and what holds without it
 */
public record Parameter(In in, String name, Schema schema, String says) {

  boolean required() {
    return in == In.PATH;
  }

  /** Where it stands. */
  public enum In {
    PATH,
    QUERY,
    HEADER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
