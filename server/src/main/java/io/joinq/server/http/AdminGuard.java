package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.server.http.route.Access;
import io.joinq.server.http.route.ProblemType;
import io.joinq.server.http.route.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Who may change something. With a token set: whoever bears it. Without one: whoever is on this
 * machine, but no web page of somebody else's that a browser on this machine has open.
 */
final class AdminGuard {
  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> token;
  private final String bind;

  AdminGuard(Optional<String> token, String bind) {
    this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8));
    this.bind = bind;
  }

  /**
   * @throws ProblemException if the request changes something and may not
   */
  void check(Context ctx, Route route) {
    if (route.access() != Access.CHANGES) {
      return;
    }
    if (token.isPresent()) {
      checkToken(ctx, token.get());
    } else {
      checkOrigin(ctx);
    }
  }

  private static void checkToken(Context ctx, byte[] expected) {
    String header = ctx.header("Authorization");
    boolean bears = header != null && header.startsWith(BEARER);
    byte[] given =
        bears ? header.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8) : new byte[0];
    // Takes the same time wherever the two differ.
    if (!MessageDigest.isEqual(expected, given)) {
      ctx.header("WWW-Authenticate", "Bearer");
      throw Problem.of(
              ProblemType.UNAUTHORIZED,
              "this changes something; send the header 'Authorization: Bearer TOKEN' with the token"
                  + " that the server was given with --admin-token")
          .toException();
    }
  }

  private void checkOrigin(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    boolean sameSite = site == null || site.equals("same-origin") || site.equals("none");
    String host = ctx.header("Host");
    String origin = ctx.header("Origin");
    boolean sameOrigin = origin == null || origin.equals("http://" + host);
    // A page whose own name was made to resolve to this machine is same-origin, but not by our
    // name.
    boolean ourName = host != null && HostName.of(host).isLoopbackOr(bind);
    if (!sameSite || !sameOrigin || !ourName) {
      throw Problem.of(
              ProblemType.CROSS_ORIGIN,
              "this changes something and comes from a page of another origin; use the server's own"
                  + " page, or start the server with --admin-token and send that token")
          .toException();
    }
  }
}
