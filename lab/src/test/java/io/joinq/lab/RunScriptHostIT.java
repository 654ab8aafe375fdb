package io.joinq.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** run.sh with what its caller gives: descriptors, locale, limits. */
@Tag("process")
class RunScriptHostIT {
  @TempDir private Path folder;

  private record Run(int exitCode, String out, String err) {}

  /** Runs a line of bash in which "$0" is run.sh. */
  private Run run(String line, Map<String, String> variables) throws Exception {
    Path script = Documents.root().resolve("run.sh");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", line, script.toString()).directory(folder.toFile());
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JOINQ_"));
    builder.environment().put("JOINQ_NO_BUILD", "1");
    builder.environment().putAll(variables);
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Run run(String line) throws Exception {
    return run(line, Map.of());
  }

  @Test
  void aClosedStdinIsAnEmptyOne() throws Exception {
    Run run = run("\"$0\" put --lines --queue chronicle:q <&-");
    assertThat(run).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void aCommandThatIsStartedWithoutRunShRefusesAClosedStdin() throws Exception {
    String jar = Documents.root() + "/cli/target/joinq-cli-*[0-9T].jar";
    Run run = run("java -jar " + jar + " put --lines --queue chronicle:q <&-");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("stdin is closed", "/dev/null").hasLineCount(1);
  }

  @Test
  void aJvmWithoutTheFlagsOfChronicleIsToldThem() throws Exception {
    Run run =
        run(
            "java -cp '%s/cli/target/lib/*':$(ls %s/cli/target/joinq-cli-*[0-9T].jar)"
                    .formatted(Documents.root(), Documents.root())
                + " io.joinq.cli.Joinq put --queue chronicle:q < /dev/null");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("--add-opens=java.base/java.lang=ALL-UNNAMED")
        .contains("--add-exports=java.base/sun.nio.ch=ALL-UNNAMED")
        .hasLineCount(1);
  }

  @Test
  void aClosedStdoutOrStderrIsNotTakenByAFileOfTheQueue() throws Exception {
    assertThat(run("echo task | \"$0\" put --lines --queue chronicle:q >&- 2>&-").exitCode())
        .isZero();
    Run status = run("\"$0\" status --queue chronicle:q");
    assertThat(status.out()).contains("depth       1 of 1");
  }

  @Test
  void namesBeyondAsciiWorkInAnEmptyEnvironment() throws Exception {
    // From a file, as the locale of this very JVM may be C too.
    Files.writeString(
        folder.resolve("lines.sh"),
        """
        mkdir b\u00fccher && cd b\u00fccher && printf payload > \u5de5\u4f5c
        env -i PATH="$PATH" JOINQ_NO_BUILD=1 "$0" put --queue chronicle:\u961f\u5217 \u5de5\u4f5c
        env -i PATH="$PATH" JOINQ_NO_BUILD=1 LC_ALL=C "$0" put --queue chronicle:n\u00e9w \u5de5\u4f5c
        [ -e \u961f\u5217/control ] && [ -e n\u00e9w/control ] && echo there
        """);
    assertThat(run("source ./lines.sh")).isEqualTo(new Run(0, "task-0\ntask-0\nthere\n", ""));
  }

  @ParameterizedTest
  @CsvSource({"-n 60, 60 files, ulimit -n", "-f 1000, 1000 KiB, ulimit -f"})
  void aLimitThatIsTooLowIsNamedBeforeAJvmStarts(String limit, String value, String remedy)
      throws Exception {
    Run run = run("ulimit " + limit + "; \"$0\" status --queue chronicle:q");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(value, remedy).hasLineCount(1);
  }

  @Test
  void aStdoutThatTakesNothingIsAFailure() throws Exception {
    assertThat(run("echo a > a; \"$0\" put --queue chronicle:q a").exitCode()).isZero();
    Run status = run("\"$0\" status --queue chronicle:q > /dev/full");
    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.err()).contains("stdout cannot be written to");
    Run put =
        run("printf 'b\\nc\\n' | \"$0\" put --lines --capacity 9 --queue chronicle:r > /dev/full");
    assertThat(put.exitCode()).isEqualTo(1);
    assertThat(put.err()).contains("task-0 was put, but stdout cannot take its id");
  }

  @Test
  void aVariableThatIsMisspeltIsNamed() throws Exception {
    Run run = run("\"$0\" put --queue chronicle:q < /dev/null", Map.of("JOINQ_CAPCITY", "5"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("JOINQ_CAPCITY", "has no effect").hasLineCount(1);
    Run known =
        run(
            "\"$0\" put --queue chronicle:q --timeout 1ms < /dev/null",
            Map.of("JOINQ_WORKERS", "2", "JOINQ_GRACE", "1s", "JOINQ_ADMIN_TOKEN", "x"));
    assertThat(known.err()).doesNotContain("no effect");
  }

  @Test
  void theNativeLibraryNeedsNoFolderToUnpackItIn() throws Exception {
    Run run =
        run(
            "\"$0\" put --queue chronicle:q < /dev/null",
            Map.of("JAVA_TOOL_OPTIONS", "-Djna.nounpack=true -Djava.io.tmpdir=/proc/none"));
    assertThat(run.out()).isEqualTo("task-0\n");
  }

  @Test
  void aTildeInAUrlIsTheHomeFolder() throws Exception {
    Run run =
        run(
            "\"$0\" put --queue 'chronicle:~/mine' < /dev/null",
            Map.of("JAVA_TOOL_OPTIONS", "-Duser.home=" + folder.resolve("home")));
    assertThat(run.exitCode()).isZero();
    assertThat(folder.resolve("home/mine/control")).exists();
    assertThat(folder.resolve("~")).doesNotExist();
  }

  @Test
  void aPortInUseIsOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Run run = run("\"$0\" up --queue chronicle:q --admin-port 0 --port " + port);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("port " + port).hasLineCount(1);
    }
  }

  /** The folder of the queue is made when the server has come to open it. */
  @Test
  void aServerThatIsToldToEndWhileItStartsSaysNothing() throws Exception {
    Run run =
        run(
            "\"$0\" up --queue chronicle:q --port 0 --admin-port 0 & p=$!;"
                + " until [ -e q ]; do sleep 0.01; done; kill -TERM $p; wait $p");
    assertThat(run).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void digitsAreThoseOfTheDocuments() throws Exception {
    assertThat(run("\"$0\" put --queue chronicle:q < /dev/null").exitCode()).isZero();
    Run run =
        run(
            "\"$0\" status --queue chronicle:q",
            Map.of("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG"));
    assertThat(run.out()).contains("depth       1 of 1 (full)");
  }

  @ParameterizedTest
  @CsvSource({
    "status --queue kafka:x, 2, no engine",
    "put --queue chronicle:file x, 3, is a file",
    "put --capacity two x, 2, 'two' is not a whole number",
    "put --lease-timeout 1ms x, 2, not 1 ms",
  })
  void badInputIsNamedInOneLine(String arguments, int exitCode, String message) throws Exception {
    Files.writeString(folder.resolve("file"), "");
    Files.writeString(folder.resolve("x"), "");
    Run run = run("\"$0\" " + arguments);
    assertThat(run.exitCode()).as("%s", run).isEqualTo(exitCode);
    assertThat(run.err()).contains(message);
  }
}
