package io.joinq.server.http;

import io.joinq.server.http.route.ProblemType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is wrong, as RFC 9457 has it: the type for programs, the title for people, the detail for
 * this one case, and the facts that it rests on. Immutable.
 *
 * @param facts further members, with names in snake_case
 * @param retryAfterSeconds when to come back; 0 says nothing of it
 */
record Problem(
    int status,
    String type,
    String title,
    String detail,
    Map<String, Object> facts,
    int retryAfterSeconds) {

  static Problem of(int status, String type, String title, String detail) {
    return new Problem(status, type, title, detail, Map.of(), 0);
  }

  static Problem of(ProblemType type, String detail) {
    return of(type.status(), type.type(), type.title(), detail);
  }

  static Problem badRequest(String detail) {
    return of(ProblemType.BAD_REQUEST, detail);
  }

  static Problem notFound(String detail) {
    return of(ProblemType.NOT_FOUND, detail);
  }

  static Problem draining() {
    return of(
            ProblemType.DRAINING, "no more tasks are accepted here; those accepted before are kept")
        .retryAfter(1);
  }

  Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new Problem(status, type, title, detail, more, retryAfterSeconds);
  }

  Problem retryAfter(int seconds) {
    return new Problem(status, type, title, detail, facts, seconds);
  }

  Reply toReply() {
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

  ProblemException toException() {
    return new ProblemException(this);
  }
}
