package io.joinq.server.diagnosis;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of asking the server for its word.
 *
 * @param address where it was asked
 * @param pid of the server's process, where one is known
 * @param word empty unless it answers
 */
public record ServerContact(
    State state, String address, OptionalLong pid, Optional<ServerWord> word) {

  /** How the server answers. */
  public enum State {
    ANSWERS,
    /** Its process is stopped by a signal. */
    STOPPED,
    /** Its process takes connections, but gives no answer in time. */
    SILENT,
    /** Nobody answers there. */
    NONE,
    /** What answers there is no server of this queue. */
    FOREIGN
  }

  public static ServerContact answering(String address, ServerWord word) {
    return new ServerContact(
        State.ANSWERS, address, OptionalLong.of(word.pid()), Optional.of(word));
  }

  public static ServerContact none(String address) {
    return new ServerContact(State.NONE, address, OptionalLong.empty(), Optional.empty());
  }

  static ServerContact foreign(String address) {
    return new ServerContact(State.FOREIGN, address, OptionalLong.empty(), Optional.empty());
  }

  static ServerContact of(State state, String address, long pid) {
    return new ServerContact(state, address, OptionalLong.of(pid), Optional.empty());
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
    };
  }
}
