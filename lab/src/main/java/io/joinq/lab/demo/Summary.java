package io.joinq.lab.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The tables at the end of a demo. */
final class Summary {
  private final PrintStream out;

  Summary(PrintStream out) {
    this.out = out;
  }

  /** Each claim with what was observed. */
  void claims(Outcome outcome) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("demo " + outcome.mode().option() + ": what is claimed", "observed", "held"));
    for (Claim claim : outcome.claims()) {
      rows.add(List.of(claim.text(), claim.observed(), claim.held() ? "yes" : "NO"));
    }
    print(rows);
  }

  /** The demos beside each other. */
  void comparison(List<Outcome> outcomes) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    outcomes.forEach(outcome -> head.add("--put " + outcome.mode().option()));
    rows.add(head);
    for (Outcome.Fact fact : Outcome.Fact.values()) {
      List<String> row = new ArrayList<>(List.of(fact.title));
      outcomes.forEach(outcome -> row.add(outcome.fact(fact)));
      rows.add(row);
    }
    print(rows);
  }

  /** Each put strategy with each place for handlers. */
  void handlers(List<HandlersDemo.Cell> cells) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "worker busy, queue full",
            "handlers on",
            "freezes",
            "slowest /healthz",
            "threads",
            "memory",
            "as claimed"));
    cells.forEach(cell -> rows.add(cell.row()));
    print(rows);
  }

  /** In columns; the first row is the head. */
  private void print(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    String rule =
        String.join("-+-", IntStream.of(widths).mapToObj(width -> "-".repeat(width)).toList());
    out.println();
    for (int row = 0; row < rows.size(); row++) {
      List<String> cells = new ArrayList<>();
      for (int column = 0; column < widths.length; column++) {
        String cell = rows.get(row).get(column);
        cells.add(cell + " ".repeat(widths[column] - cell.length()));
      }
      out.println(String.join(" | ", cells).stripTrailing());
      if (row == 0) {
        out.println(rule);
      }
    }
  }
}
