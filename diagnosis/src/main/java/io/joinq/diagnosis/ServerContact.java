package io.joinq.diagnosis;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The result of asking the server for its report.
 *
 * @param address where it was asked
 * @param pid of the server's process, if known
 * @param word the report; empty if it did not answer
 * @param refusal the HTTP status that came in place of a report
 */
public record ServerContact(
    State state,
    String address,
    OptionalLong pid,
    Optional<ServerReport> word,
    OptionalInt refusal) {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** How the server answers. */
  public enum State {
    ANSWERS,
    /** Its process is stopped by a signal. */
    STOPPED,
    /** Its process takes connections, but gives no answer in time. */
    SILENT,
    /** No answer. */
    NONE,
    /** What answers there is no server of this queue. */
    FOREIGN,
    /** What answers there gives no word, for want of a token or for another reason. */
    REFUSES
  }

  public static ServerContact answering(String address, ServerReport word) {
    return new ServerContact(
        State.ANSWERS,
        address,
        OptionalLong.of(word.pid()),
        Optional.of(word),
        OptionalInt.empty());
  }

  public static ServerContact none(String address) {
    return wordless(State.NONE, address, OptionalLong.empty());
  }

  static ServerContact foreign(String address) {
    return wordless(State.FOREIGN, address, OptionalLong.empty());
  }

  static ServerContact refusing(String address, OptionalLong pid, int status) {
    return new ServerContact(State.REFUSES, address, pid, Optional.empty(), OptionalInt.of(status));
  }

  static ServerContact of(State state, String address, long pid) {
    return wordless(state, address, OptionalLong.of(pid));
  }

  private static ServerContact wordless(State state, String address, OptionalLong pid) {
    return new ServerContact(state, address, pid, Optional.empty(), OptionalInt.empty());
  }

  boolean is(State other) {
    return state == other;
  }

  /** For people, to stand alone. */
  String describe() {
    String who = pid.isPresent() ? "the server, pid " + pid.getAsLong() + "," : "the server";
    return switch (state) {
      case ANSWERS -> who + " answers on " + address;
      case STOPPED -> who + " is there but stopped";
      case SILENT -> who + " is there, but gives no answer on " + address;
      case NONE -> "no server answers on " + address;
      case FOREIGN -> "what answers on " + address + " is no server of this queue";
      case REFUSES -> refused(pid.isPresent() ? who : "what answers", refusal.orElseThrow());
    };
  }

  private String refused(String who, int status) {
    boolean wantsToken = status == UNAUTHORIZED || status == FORBIDDEN;
    return "%s on %s returns no report, but status %d%s"
        .formatted(
            who,
            address,
            status,
            wantsToken ? "; give the server's token as JOINQ_ADMIN_TOKEN or --admin-token" : "");
  }
}
