package io.joinq.lab.measure;

import io.joinq.options.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Thresholds, beside the measured values. */
final class Thresholds {
  private record Row(String what, String bar, String measured, boolean held) {
    String line(int[] widths) {
      return "  %s  %s  %s  %s"
          .formatted(
              pad(what, widths[0]),
              pad(bar, widths[1]),
              pad(measured, widths[2]),
              held ? "held" : "MISSED")
          .stripTrailing();
    }

    private static String pad(String text, int width) {
      return text + " ".repeat(width - text.length());
    }
  }

  private final List<Row> rows = new ArrayList<>();

  void add(String what, String bar, String measured, boolean held) {
    rows.add(new Row(what, bar, measured, held));
  }

  /** Writes the table, and a line of judgement. */
  void print(PrintWriter out) {
    int[] widths = {0, 0, 0};
    for (Row row : rows) {
      widths[0] = Math.max(widths[0], row.what.length());
      widths[1] = Math.max(widths[1], row.bar.length());
      widths[2] = Math.max(widths[2], row.measured.length());
    }
    rows.forEach(row -> out.println(row.line(widths)));
    long missed = rows.stream().filter(row -> !row.held).count();
    out.println(missed == 0 ? "every bar was held" : missed + " of " + rows.size() + " missed");
    out.flush();
  }

  int exitCode() {
    return rows.stream().allMatch(Row::held) ? ExitCode.DONE : ExitCode.CLAIM_NOT_OBSERVED;
  }
}
