package io.joinq.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shell scripts of the project have no finding of ShellCheck. */
@Tag("process")
class ShellCheckIT {
  private static final Path TOOL = Path.of("/usr/bin/shellcheck");

  @Test
  void findsNothingInTheScripts() throws Exception {
    assumeTrue(Files.isExecutable(TOOL), "shellcheck is not installed");
    Process process =
        new ProcessBuilder(List.of(TOOL.toString(), "run.sh", ".ci/run"))
            .directory(Documents.root().toFile())
            .redirectErrorStream(true)
            .start();
    String findings = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(findings).isZero();
  }
}
