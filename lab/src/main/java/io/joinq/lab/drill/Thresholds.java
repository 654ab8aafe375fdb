package io.joinq.lab.drill;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Thresholds, beside the measured values. */
final class Thresholds {
  /**
   * One line of the table.
   *
   * @param bar what is to hold
   */
  record Bar(String bar, String measured, boolean held) {}

  private final List<Bar> thresholds = new ArrayList<>();

  void add(String bar, String measured, boolean held) {
    thresholds.add(new Bar(bar, measured, held));
  }

  List<Bar> all() {
    return List.copyOf(thresholds);
  }

  boolean held() {
    return thresholds.stream().allMatch(Bar::held);
  }

  void print(String title, PrintWriter out) {
    int widest = thresholds.stream().mapToInt(bar -> bar.bar.length()).max().orElse(0);
    int wider = thresholds.stream().mapToInt(bar -> bar.measured.length()).max().orElse(0);
    String form = "  %-" + Math.max(3, widest) + "s | %-" + Math.max(8, wider) + "s | %s%n";
    out.println("drill " + title);
    out.printf(form, "bar", "measured", "held");
    thresholds.forEach(bar -> out.printf(form, bar.bar, bar.measured, bar.held ? "yes" : "NO"));
    out.flush();
  }
}
