package io.joinq.server.http.route;

import java.util.Optional;

/**
 * A successful response of a route.
 *
 * @param contentType empty if there is no body
 */
public record Response(
    int status, String says, Optional<String> contentType, Optional<Schema> schema) {}
