package io.joinq.server.http.problem;

import io.javalin.http.Context;
import io.joinq.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response that is not written yet, so that the event loop can create one without waiting for the
 * network.
 *
 * @param body bytes as they are, or a view to be written as JSON
 */
public record Reply(int status, String contentType, Object body, Map<String, String> headers) {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final String BYTES = "application/octet-stream";
  private static final byte[] NOTHING = {};

  public static Reply json(int status, Object view) {
    return new Reply(status, JSON, view, Map.of());
  }

  static Reply problem(int status, Map<String, Object> members) {
    return new Reply(status, PROBLEM, members, Map.of());
  }

  public static Reply bytes(byte[] bytes) {
    return new Reply(200, BYTES, bytes, Map.of());
  }

  public static Reply noContent() {
    return new Reply(204, null, NOTHING, Map.of());
  }

  public Reply withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, contentType, body, more);
  }

  /** To be called on a thread that may wait for the network. */
  public void writeTo(Context ctx) {
    ctx.status(status);
    headers.forEach(ctx::header);
    // Without, it would have that which Javalin gives to all.
    ctx.res().setContentType(contentType);
    if (contentType != null) {
      ctx.result(body instanceof byte[] bytes ? bytes : Json.bytes(body));
    }
  }
}
