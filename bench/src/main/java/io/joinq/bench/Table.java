package io.joinq.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Rows of measured values: the median, then each round. */
final class Table {
  private static final String NAME = "%-32s";
  private static final String CELL = "%14s";

  private final PrintWriter out;
  private final int rounds;

  Table(PrintWriter out, int rounds) {
    this.out = out;
    this.rounds = rounds;
  }

  void header(String what) {
    StringBuilder line = new StringBuilder(NAME.formatted(what)).append(CELL.formatted("median"));
    for (int round = 1; round <= rounds; round++) {
      line.append(CELL.formatted("round " + round));
    }
    out.println();
    out.println(line);
    out.flush();
  }

  void row(String name, List<Double> values, DoubleFunction<String> format) {
    StringBuilder line = new StringBuilder(NAME.formatted(name));
    line.append(CELL.formatted(format.apply(median(values))));
    values.forEach(value -> line.append(CELL.formatted(format.apply(value))));
    out.println(line);
    out.flush();
  }

  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String tenth(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }
}
