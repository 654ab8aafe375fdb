package io.joinq.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of docs/ops, as systemd reads it. */
@Tag("process")
class UnitFileTest {
  private static final Path VERIFIER = Path.of("/usr/bin/systemd-analyze");

  @TempDir private Path folder;

  @Test
  void systemdFindsNothingWrongWithTheUnit() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(VERIFIER), "there is no " + VERIFIER + " on this machine");
    Path root = Documents.root();
    String unit = Files.readString(root.resolve("docs/ops/joinq.service"));
    // Its program is there once it is installed; here this one stands for it.
    Path here = folder.resolve("joinq.service");
    Files.writeString(here, unit.replace("/opt/joinq/run.sh", root.resolve("run.sh").toString()));
    Path output = folder.resolve("output");

    Process process =
        new ProcessBuilder(VERIFIER.toString(), "verify", "--man=no", here.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output)).doesNotContain("joinq.service");
    assertThat(process.exitValue()).isZero();
  }
}
