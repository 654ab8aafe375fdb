package io.joinq.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The results of all rounds. */
final class Summary {
  static final List<Contender> COMPARED = List.of(Contender.JOINQ, Contender.CPYTHON);

  private final Map<Contender, List<Trial.Outcome>> throughputs;
  private final Map<Contender, List<Trial.Outcome>> latencies;
  private final int rounds;

  Summary(
      Map<Contender, List<Trial.Outcome>> throughputs,
      Map<Contender, List<Trial.Outcome>> latencies,
      int rounds) {
    this.throughputs = throughputs;
    this.latencies = latencies;
    this.rounds = rounds;
  }

  /**
   * @param minRatio null if none is asked for
   * @return whether joinq is fast enough
   */
  boolean print(PrintWriter out, Double minRatio) {
    Table table = new Table(out, rounds);
    printThroughputs(table);
    printLatencies(table);
    if (minRatio == null) {
      return true;
    }
    double ratio = Table.median(ratios(Contender.CPYTHON));
    boolean enough = ratio >= minRatio;
    out.printf(
        "%n%s: joinq / CPython is %s, at least %s is asked for%n",
        enough ? "passed" : "FAILED", Table.ratio(ratio), Table.ratio(minRatio));
    out.flush();
    return enough;
  }

  private void printThroughputs(Table table) {
    table.header("tasks/s, warmed up");
    throughputs.forEach(
        (contender, outcomes) ->
            table.row(
                contender.title(), each(outcomes, Trial.Outcome::tasksPerSecond), Table::whole));
    for (Contender other : List.of(Contender.CPYTHON, Contender.CHRONICLE)) {
      if (throughputs.containsKey(Contender.JOINQ) && throughputs.containsKey(other)) {
        table.row("joinq / " + other.title(), ratios(other), Table::ratio);
      }
    }
    table.header("with start and warm-up");
    throughputs.forEach(
        (contender, outcomes) -> {
          table.row(
              contender.title() + ", tasks/s",
              each(outcomes, outcome -> outcome.tasks() * 1e9 / outcome.totalNanos()),
              Table::whole);
          table.row(
              contender.title() + ", s",
              each(outcomes, outcome -> outcome.totalNanos() / 1e9),
              Table::tenth);
        });
  }

  private void printLatencies(Table table) {
    if (latencies.isEmpty()) {
      return;
    }
    table.header("put to get, idle, us");
    latencies.forEach(
        (contender, outcomes) -> {
          table.row(
              contender.title() + ", p50", each(outcomes, Trial.Outcome::p50Micros), Table::tenth);
          table.row(
              contender.title() + ", p99", each(outcomes, Trial.Outcome::p99Micros), Table::tenth);
        });
  }

  private List<Double> ratios(Contender other) {
    List<Trial.Outcome> ours = throughputs.get(Contender.JOINQ);
    List<Trial.Outcome> theirs = throughputs.get(other);
    return IntStream.range(0, ours.size())
        .mapToObj(i -> ours.get(i).tasksPerSecond() / theirs.get(i).tasksPerSecond())
        .toList();
  }

  private static List<Double> each(
      List<Trial.Outcome> outcomes, ToDoubleFunction<Trial.Outcome> value) {
    return outcomes.stream().map(value::applyAsDouble).toList();
  }
}
