package io.joinq.server.http.route;

import java.util.Optional;

/**
 * A way in which a route succeeds.
 *
 * @param contentType empty if there is no body
 */
public record Response(
    int status, String says, Optional<String> contentType, Optional<Schema> schema) {}
