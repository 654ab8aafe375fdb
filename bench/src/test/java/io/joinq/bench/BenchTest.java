package io.joinq.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joinq.options.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That everything is measured and judged; how fast anything is stands in no test. */
@Tag("process")
final class BenchTest {
  private static final List<String> TINY =
      List.of("--rounds", "1", "--warm-up", "10ms", "--window", "10ms", "--pings", "20");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path dir;

  @Test
  void measuresEveryContenderAndLeavesNothingBehind() throws IOException {
    assumePython();

    assertThat(bench("--min-ratio", "0")).as(err.toString()).isZero();

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("joinq +[1-9][\\d,]* +[1-9][\\d,]*"))
        .anyMatch(line -> line.matches("CPython +[1-9][\\d,]* +[1-9][\\d,]*"))
        .anyMatch(line -> line.matches("bare Chronicle +[1-9][\\d,]* +[1-9][\\d,]*"))
        .anyMatch(line -> line.matches("joinq / CPython +\\d+\\.\\d\\d +\\d+\\.\\d\\d"))
        .anyMatch(line -> line.matches("joinq / bare Chronicle +\\d+\\.\\d\\d +\\d+\\.\\d\\d"))
        .anyMatch(line -> line.matches("joinq, p99 +[\\d,]+\\.\\d +[\\d,]+\\.\\d"))
        .anyMatch(line -> line.matches("CPython, p99 +[\\d,]+\\.\\d +[\\d,]+\\.\\d"))
        .anyMatch(line -> line.startsWith("passed: "));
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void failsBelowTheRatioThatIsAskedFor() {
    assumePython();

    assertThat(bench("--only", "joinq,cpython", "--pings", "0", "--min-ratio", "1e9")).isEqualTo(1);

    assertThat(out.toString()).contains("FAILED: joinq / CPython is ");
  }

  @Test
  void namesTheRemedyWhenPythonIsMissing() {
    assertThat(bench("--python", dir.resolve("python3").toString())).isEqualTo(1);

    assertThat(err.toString()).contains("sudo apt-get install python3").hasLineCount(1);
  }

  @Test
  void refusesARatioOfContendersThatAreLeftOut() {
    assertThat(bench("--only", "joinq", "--min-ratio", "5")).isEqualTo(2);

    assertThat(err.toString()).contains("--min-ratio compares joinq and cpython");
  }

  private static void assumePython() {
    boolean found =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    assumeTrue(found, "python3 is missing; install it with: sudo apt-get install python3");
  }

  private int bench(String... arguments) {
    List<String> words = new ArrayList<>(TINY);
    words.addAll(List.of("--dir", dir.toString()));
    words.addAll(List.of(arguments));
    CommandLine commandLine = CommandRunner.commandLine(new Bench(), Map.of());
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commandLine.execute(words.toArray(String[]::new));
  }
}
