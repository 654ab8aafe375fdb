package io.joinq.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joinq.lab.Documents.Block;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every command of every document, in the order of the document, as its reader would. What the
 * word after {@code sh} says is what is expected:
 *
 * <ul>
 *   <li>{@code sh}: ends with 0; a {@code text} block right after it is part of its output
 *   <li>{@code sh foreground}: goes on while the blocks that follow run, and ends with 0 on SIGTERM
 *   <li>{@code sh test}: is what continuous integration runs, and this test with it
 *   <li>{@code java Name}: stands in the test of that name, which runs it
 * </ul>
 *
 * The ports 8001 and 8002, files in /tmp and the queue are replaced by ones of this test.
 */
@Tag("process")
class DocumentsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int LAST_LINES = 30;
  private static final Set<String> NOT_COMMANDS = Set.of("text");

  @TempDir private Path folder;
  private final List<Process> foreground = new ArrayList<>();
  private int port;
  private int adminPort;

  static List<Path> documents() throws IOException {
    return Documents.all();
  }

  @BeforeEach
  void findFreePorts() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      port = one.getLocalPort();
      adminPort = other.getLocalPort();
    }
  }

  @AfterEach
  void endWhatStillRuns() {
    foreground.forEach(DocumentsIT::kill);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandDoesWhatTheDocumentSays(Path document) throws Exception {
    // Of the command just before; empty where there is none.
    Optional<String> output = Optional.empty();
    for (Block block : Documents.blocks(document)) {
      if (block.language().equals("java")) {
        assertIsPartOfTest(block);
        continue;
      }
      switch (block.language() + " " + block.kind()) {
        case "sh " -> output = Optional.of(runToItsEnd(block));
        case "sh foreground" -> startInForeground(block);
        case "sh test" -> assertThat(block.lines()).containsExactly("./run.sh test");
        default -> {
          assertThat(NOT_COMMANDS).as("%s: nothing runs it", block).contains(block.language());
          assertIsPartOf(output, block);
        }
      }
      if (!block.language().equals("sh")) {
        output = Optional.empty();
      }
    }
    endForeground();
  }

  private static void assertIsPartOfTest(Block block) throws IOException {
    try (Stream<Path> files = Files.walk(Documents.root())) {
      Path test =
          files
              .filter(file -> file.endsWith(block.kind() + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(block + ": there is no test " + block.kind()));
      assertThat(unindented(Files.readAllLines(test)))
          .as("%s is not in %s", block, test)
          .contains(unindented(block.lines()));
    }
  }

  private static String unindented(List<String> lines) {
    return lines.stream().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void continuousIntegrationRunsAllTests() throws IOException {
    assertThat(Files.readString(Documents.root().resolve(".ci/run"))).contains("run.sh\" test");
  }

  private String runToItsEnd(Block block) throws IOException, InterruptedException {
    assumeToolsOf(block);
    if (block.lines().stream().anyMatch(line -> line.startsWith("./run.sh server"))) {
      // It brings a server of its own, on the same ports.
      endForeground();
    }
    Path output = folder.resolve("output");
    Process process = start(block, output);
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    kill(process);
    String text = Files.readString(output);
    assertThat(ended).as("%s did not end: %s", block, ending(text)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", block, ending(text)).isZero();
    return text;
  }

  /** Why a command failed stands at its end; where reports are cut, they lose that first. */
  private static String ending(String output) {
    List<String> lines = output.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private void startInForeground(Block block) throws IOException {
    foreground.add(start(block, folder.resolve("foreground")));
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/readyz")).build();
    Awaitility.await(block + " is ready")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  private void endForeground() throws InterruptedException {
    for (Process process : foreground) {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("SIGTERM ends it in 10 s").isTrue();
      assertThat(process.exitValue()).isZero();
    }
    foreground.clear();
  }

  private Process start(Block block, Path output) throws IOException {
    String script = block.lines().stream().map(this::localised).collect(Collectors.joining("\n"));
    ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
    builder.directory(Documents.root().toFile()).redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null")).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JOINQ_"));
    builder.environment().put("JOINQ_NO_BUILD", "1");
    builder.environment().put("JOINQ_PORT", Integer.toString(port));
    builder.environment().put("JOINQ_ADMIN_PORT", Integer.toString(adminPort));
    builder.environment().put("JOINQ_QUEUE", "chronicle:" + folder.resolve("queue"));
    return builder.start();
  }

  private String localised(String line) {
    return line.replace("8001", Integer.toString(port))
        .replace("8002", Integer.toString(adminPort))
        .replace("/tmp/", folder + "/");
  }

  private static void assumeToolsOf(Block block) {
    for (String tool : List.of("sox", "pocketsphinx_continuous")) {
      boolean needed = block.lines().stream().anyMatch(line -> line.contains(tool + " "));
      boolean there =
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
      assumeTrue(
          there || !needed,
          block
              + " needs "
              + tool
              + "; as root: apt-get install -y"
              + " pocketsphinx pocketsphinx-en-us sox alsa-utils");
    }
  }

  private static void assertIsPartOf(Optional<String> output, Block expected) {
    String text = Pattern.quote(String.join("\n", expected.lines()));
    output.ifPresent(said -> assertThat(said).as("%s", expected).containsPattern(text));
  }

  private static void kill(Process process) {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(member -> member.onExit().join());
  }
}
