package io.joinq.lab.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a delivery ended, as its worker sees it. */
final class Outcome {
  private final DemoMode mode;
  private final List<Claim> claims = new ArrayList<>();
  private final Map<Fact, String> facts = new LinkedHashMap<>();

  /** The rows of the table that compares the demos. */
  enum Fact {
    AFTER_KILL("requests after the kill"),
    SLOWEST_HEALTHZ("slowest /healthz"),
    BLOCK_TRUE("first ?block=true"),
    WORKER("worker after kill -9"),
    TASKS("accepted tasks done"),
    SIGTERM("SIGTERM to the server");

    final String title;

    Fact(String title) {
      this.title = title;
    }
  }

  Outcome(DemoMode mode) {
    this.mode = mode;
  }

  void claim(String text, String observed, boolean held) {
    claims.add(new Claim(text, observed, held));
  }

  /** The first observation of a fact counts. */
  void fact(Fact fact, String observed) {
    facts.putIfAbsent(fact, observed);
  }

  DemoMode mode() {
    return mode;
  }

  List<Claim> claims() {
    return List.copyOf(claims);
  }

  String fact(Fact fact) {
    return facts.getOrDefault(fact, "not observed");
  }

  boolean held() {
    return !claims.isEmpty() && claims.stream().allMatch(Claim::held);
  }
}
