package io.joinq.server.http.security;

import io.javalin.http.Context;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.route.Access;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use which route. On loopback: whoever is on this machine, but no web page of somebody
 * else's that a browser on this machine has open, whatever it makes the name of this machine; and
 * what changes something at the admin listener needs the token if there is one. On any other
 * address, names and origins say nothing, and all that is not {@link Access#OPEN} needs the token.
 */
public final class AccessPolicy {
  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> token;
  private final boolean loopback;
  private final Set<Access> needToken;

  private AccessPolicy(Endpoint endpoint, Set<Access> needToken) {
    this.token = endpoint.token().map(text -> text.getBytes(StandardCharsets.UTF_8));
    this.loopback = endpoint.isLoopback();
    this.needToken = loopback ? needToken : EnumSet.of(Access.READS, Access.CHANGES);
  }

  /** For operators. */
  public static AccessPolicy ofAdmin(Endpoint endpoint) {
    return new AccessPolicy(
        endpoint,
        endpoint.token().isPresent() ? EnumSet.of(Access.CHANGES) : EnumSet.noneOf(Access.class));
  }

  /** For those who have tasks to be done. */
  public static AccessPolicy ofPublic(Endpoint endpoint) {
    return new AccessPolicy(endpoint, EnumSet.noneOf(Access.class));
  }

  /**
   * @throws ProblemException if the request calls this server by a name that is not its own
   */
  public void checkHost(Context ctx) {
    String host = ctx.header("Host");
    // HTTP/1.0 has no Host; no browser speaks that any more.
    if (loopback && host != null && !HostName.of(host).isLoopback()) {
      throw Problem.of(
              ProblemType.MISDIRECTED,
              "this server serves this machine alone, by the names 127.0.0.1 and localhost, and not"
                  + " as '"
                  + host
                  + "'; call it by one of these")
          .toException();
    }
  }

  /**
   * @throws ProblemException if the request may not have the route
   */
  public void check(Context ctx, Access access) {
    if (access == Access.OPEN) {
      return;
    }
    if (needToken.contains(access)) {
      checkToken(ctx);
    } else if (!bearsToken(ctx)) {
      checkOrigin(ctx);
    }
  }

  private void checkToken(Context ctx) {
    if (!bearsToken(ctx)) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw Problem.of(
              ProblemType.UNAUTHORIZED,
              "this is for whoever has the token; send the header 'Authorization: Bearer TOKEN' with"
                  + " the token that the server was given as JOINQ_ADMIN_TOKEN or --admin-token")
          .toException();
    }
  }

  private boolean bearsToken(Context ctx) {
    String header = ctx.header("Authorization");
    if (token.isEmpty() || header == null || !header.startsWith(BEARER)) {
      return false;
    }
    byte[] given = header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8);
    // Takes the same time wherever the two differ.
    return MessageDigest.isEqual(token.get(), given);
  }

  private static void checkOrigin(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    // None: the user typed the address or chose a bookmark.
    boolean sameSite = site == null || site.equals("same-origin") || site.equals("none");
    String origin = ctx.header("Origin");
    boolean sameOrigin = origin == null || origin.equals("http://" + ctx.header("Host"));
    if (!sameSite || !sameOrigin) {
      throw Problem.of(
              ProblemType.CROSS_ORIGIN,
              "this comes from a web page of another origin; use the server's own page, or start the"
                  + " server with a token and send that")
          .toException();
    }
  }
}
