package io.joinq.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** run.sh itself, on machines that lack something as well. */
@Tag("process")
class RunScriptIT {
  private static final Path SCRIPT = Documents.root().resolve("run.sh");

  @TempDir private Path folder;

  private record Run(int exitCode, String output) {}

  private Run run(Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    return run(SCRIPT, variables, arguments);
  }

  private Run run(Path script, Map<String, String> variables, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("bash", script.toString()));
    words.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(new File("/dev/null"));
    builder.environment().keySet().removeIf(name -> name.startsWith("JOINQ_"));
    builder.environment().put("JOINQ_NO_BUILD", "1");
    builder.environment().putAll(variables);
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), Files.readString(output).strip());
  }

  /** A PATH with the tools of the script and these programs, and nothing else. */
  private Map<String, String> pathWith(Map<String, String> programs) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : List.of("bash", "readlink", "dirname", "sed", "head", "id")) {
      write(bin.resolve(tool), "exec " + installed(tool) + " \"$@\"");
    }
    for (Map.Entry<String, String> program : programs.entrySet()) {
      write(bin.resolve(program.getKey()), program.getValue());
    }
    return Map.of("PATH", bin.toString(), "JAVA_HOME", "");
  }

  private static void write(Path script, String command) throws IOException {
    Files.writeString(script, "#!/bin/bash\n" + command + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private static Path installed(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void worksFromAnyDirectoryAndPutsTheDefaultQueueBelowTheProject() throws Exception {
    Run run = run(Map.of(), "status", "--json");
    boolean fresh = !Files.exists(Documents.root().resolve("data/queue"));
    assertThat(run.exitCode()).isEqualTo(fresh ? 3 : 0);
    assertThat(run.output()).contains(Documents.root().resolve("data/queue").toString());
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void takesAGivenPathAsRelativeToItsCaller() throws Exception {
    assertThat(run(Map.of(), "put", "--queue", "chronicle:./mine", "-").exitCode()).isZero();
    assertThat(folder.resolve("mine")).isDirectory();
  }

  @Test
  void refusesAnUnknownCommandInOneLine() throws Exception {
    Run run = run(Map.of(), "frobnicate");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output().lines()).hasSize(1);
    assertThat(run.output()).contains("'frobnicate'", "kill-worker");
  }

  @Test
  void namesThePackagesWhenThereIsNoJava() throws Exception {
    Run run = run(pathWith(Map.of()), "status");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output().lines()).hasSize(1);
    assertThat(run.output())
        .contains("no java found", "apt-get install -y openjdk-17-jdk-headless maven");
  }

  @Test
  void refusesAJavaThatIsTooOld() throws Exception {
    String java = "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2";
    Run run = run(pathWith(Map.of("java", java)), "status");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output().lines()).hasSize(1);
    assertThat(run.output()).contains("java 17 or later is needed", "is 11");
  }

  @Test
  void namesThePackagesWhenThereIsNoMaven() throws Exception {
    String java = "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2";
    Run run = run(pathWith(Map.of("java", java, "javac", "true")), "test");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("no mvn found", "apt-get install -y");
  }

  @Test
  void namesTheCommandThatInstallsWhatTheTestsNeedToThoseWhoMayNot() throws Exception {
    Run run =
        run(
            pathWith(
                Map.of(
                    "java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2",
                    "javac", "true",
                    "mvn", "true",
                    "apt-get", "true",
                    "id", "echo 1000")),
            "test");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output().lines()).hasSize(1);
    assertThat(run.output())
        .contains("sudo apt-get install -y python3 pocketsphinx")
        .contains("sox");
  }

  @Test
  void namesEachSkippedTestWithItsReason() throws Exception {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.copy(SCRIPT, project.resolve("run.sh"));
    Path reports = Files.createDirectories(project.resolve("m/target/surefire-reports"));
    Files.writeString(
        reports.resolve("TEST-T.xml"),
        """
        <testsuite>
          <testcase name="disabled" classname="T" time="0">
            <skipped message="only root can"/>
          </testcase>
          <testcase name="assumed" classname="T" time="0">
            <skipped type="E"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: no chromium
        \tat T.assumed(T.java:7)
        ]]></skipped>
          </testcase>
          <testcase name="asserted" classname="T" time="0">
            <skipped type="E"><![CDATA[org.opentest4j.TestAbortedException:\s
        assumption was not met due to: [a JDK 21]\s
        Expecting value to be true but was false
        \tat T.asserted(T.java:9)
        ]]></skipped>
          </testcase>
          <testcase name="silent" classname="T" time="0">
            <skipped/>
          </testcase>
          <testcase name="passed" classname="T" time="0"/>
        </testsuite>
        """);
    Path bin = folder.resolve("tools");
    Files.createDirectories(bin);
    for (String tool : List.of("mvn", "apt-get", "sudo")) {
      write(bin.resolve(tool), "true");
    }
    Map<String, String> tools =
        Map.of("PATH", bin + ":/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin");
    Run run = run(project.resolve("run.sh"), tools, "test");
    assertThat(run.output().lines().filter(line -> line.startsWith("skipped: T")))
        .containsExactly(
            "skipped: T.disabled because only root can",
            "skipped: T.assumed because Assumption failed: no chromium",
            "skipped: T.asserted because assumption was not met due to: [a JDK 21]",
            "skipped: T.silent because no reason was given");
  }

  @Test
  void showsTheHelpOfAMeasurementWithoutInstallingItsTools() throws Exception {
    String java =
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.15\"' >&2; else echo \"$@\"; fi";
    Map<String, String> bare =
        pathWith(Map.of("java", java, "id", "echo 0", "apt-get", "echo apt-get \"$@\""));
    Run run = run(bare, "bench", "http", "--help");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.output()).endsWith("bench http --help").doesNotContain("apt-get", "installing");
  }

  /** With the jars as they are, and a Maven that does nothing. */
  @Test
  void aBuildMakesTheArchiveWithWhichTheFirstWorkerStarts() throws Exception {
    Path project = Files.createDirectories(folder.resolve("project"));
    Files.copy(SCRIPT, project.resolve("run.sh"));
    for (String module : List.of("cli", "lab")) {
      linkJars(module, Files.createDirectories(project.resolve(module).resolve("target")));
    }
    Path bin = Files.createDirectories(folder.resolve("tools"));
    write(bin.resolve("mvn"), "true");
    Map<String, String> variables =
        Map.of(
            "PATH",
            bin + ":" + System.getenv("PATH"),
            "JOINQ_NO_BUILD",
            "0",
            "XDG_CACHE_HOME",
            folder.resolve("cache").toString());

    assertThat(run(project.resolve("run.sh"), variables, "help").exitCode()).isZero();

    assertThat(archives(project.resolve("lab/target"))).hasSize(1);
    Path archive = archives(project.resolve("cli/target")).get(0);
    assertThat(commandOfFirstWorker(project.resolve("run.sh"), variables))
        .contains("-XX:SharedArchiveFile=" + archive);
    assertThat(folder.resolve("cache/joinq")).doesNotExist();
  }

  private static void linkJars(String module, Path target) throws IOException {
    Path built = Documents.root().resolve(module).resolve("target");
    Files.createSymbolicLink(target.resolve("lib"), built.resolve("lib"));
    try (Stream<Path> files = Files.list(built)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Files.copy(jar, target.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static List<Path> archives(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  private String commandOfFirstWorker(Path script, Map<String, String> variables)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            script.toString(),
            "up",
            "--queue",
            "chronicle:" + folder.resolve("queue"),
            "--port",
            "0",
            "--admin-port",
            "0");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("server").toFile());
    builder.environment().putAll(variables);
    Process server = builder.start();
    try {
      return await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> server.descendants().map(RunScriptIT::command).toList(), this::hasWorker)
          .stream()
          .filter(command -> command.contains("WorkerMain"))
          .findFirst()
          .orElseThrow();
    } finally {
      server.destroy();
      await().atMost(Duration.ofSeconds(20)).until(() -> !server.isAlive());
    }
  }

  private boolean hasWorker(List<String> commands) {
    return commands.stream().anyMatch(command -> command.contains("WorkerMain"));
  }

  private static String command(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  @Test
  void testsDoNotBuildWhileAnotherTerminalDoes() throws Exception {
    Path project = Files.createDirectories(folder.resolve("project/target")).getParent();
    Path script = Files.copy(SCRIPT, project.resolve("run.sh"));
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path built = folder.resolve("built");
    write(bin.resolve("mvn"), "touch " + built);
    write(bin.resolve("apt-get"), "true");
    ProcessBuilder tests = new ProcessBuilder("bash", script.toString(), "test");
    tests.environment().merge("PATH", bin.toString(), (old, first) -> first + ":" + old);
    Path said = folder.resolve("said");
    tests.redirectErrorStream(true).redirectOutput(said.toFile());

    // Another terminal, until its stdin is closed.
    Process other =
        new ProcessBuilder("flock", project.resolve("target/build.lock").toString(), "cat").start();
    other.getOutputStream().write('\n');
    other.getOutputStream().flush();
    assertThat(other.getInputStream().read()).as("it has the lock").isEqualTo('\n');
    Process run = tests.start();
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.readString(said).contains("waiting for a build"));
      assertThat(built).doesNotExist();
      other.getOutputStream().close();
      assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(built).as("%s", Files.readString(said)).exists();
    } finally {
      other.destroy();
      run.destroy();
    }
  }

  @Test
  void addsWhatKeepsANewJavaFromWarning() throws Exception {
    String java =
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"25.0.1\" 2025-10-21' >&2;"
            + " else echo \"$@\"; fi";
    Run run = run(pathWith(Map.of("java", java)), "status");
    assertThat(run.output())
        .startsWith(
            "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar");
  }
}
