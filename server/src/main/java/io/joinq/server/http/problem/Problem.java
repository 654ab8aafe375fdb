package io.joinq.server.http.problem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Problem details of RFC 9457: the type for programs, the title for people, the detail of this
 * occurrence and its facts. Immutable.
 *
 * @param facts further members, with names in snake_case
 * @param retryAfterSeconds when to come back; 0 says nothing of it
 */
public record Problem(
    int status,
    String type,
    String title,
    String detail,
    Map<String, Object> facts,
    int retryAfterSeconds) {

  public static Problem of(int status, String type, String title, String detail) {
    return new Problem(status, type, title, detail, Map.of(), 0);
  }

  public static Problem of(ProblemType type, String detail) {
    return of(type.status(), type.type(), type.title(), detail);
  }

  public static Problem badRequest(String detail) {
    return of(ProblemType.BAD_REQUEST, detail);
  }

  public static Problem notFound(String detail) {
    return of(ProblemType.NOT_FOUND, detail);
  }

  public static Problem draining() {
    return of(ProblemType.DRAINING, "this server accepts no more tasks; accepted tasks are kept")
        .retryAfter(1);
  }

  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new Problem(status, type, title, detail, more, retryAfterSeconds);
  }

  public Problem retryAfter(int seconds) {
    return new Problem(status, type, title, detail, facts, seconds);
  }

  public Reply toReply() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type);
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    members.putAll(facts);
    Reply reply = Reply.problem(status, members);
    return retryAfterSeconds == 0
        ? reply
        : reply.withHeader("Retry-After", Integer.toString(retryAfterSeconds));
  }

  public ProblemException toException() {
    return new ProblemException(this);
  }
}
