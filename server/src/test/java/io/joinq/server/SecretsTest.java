package io.joinq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.server.TestServer.Answer;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the admin token is not to be found. */
@Tag("process")
@Timeout(120)
class SecretsTest {
  private static final String TOKEN = "a-token-that-stands-nowhere-else";

  @TempDir private Path folder;

  @Test
  void showsTheTokenToNoChildNoLogNoProcessListAndNoFile() throws Exception {
    ProcessBuilder command =
        JavaCommand.of(ServerMain.class.getName())
            .withArguments(
                TestServer.arguments(
                    folder, "--handler", "exec", "--exec", "cat /proc/self/environ"))
            .toProcessBuilder();
    command.environment().put("JOINQ_ADMIN_TOKEN", TOKEN);
    List<String> seen = new ArrayList<>();
    try (ChildJvm process = ChildJvm.start(command)) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      assertThat(server.postAdmin("/queue/resume", "Authorization", "Bearer wrong").status())
          .isEqualTo(401);
      assertThat(server.postAdmin("/queue/resume", "Authorization", "Bearer " + TOKEN).status())
          .isEqualTo(200);
      Answer environment = server.post("/tasks?wait=30s", new byte[0]);
      assertThat(environment.text()).as("a task's environment").contains("PATH=");
      seen.add(environment.text());
      for (String path : new String[] {"/queue", "/workers", "/openapi.json"}) {
        seen.add(server.getAdmin(path).text());
      }
      for (JsonNode worker : server.getAdmin("/workers").json()) {
        seen.add(read(Path.of("/proc", worker.path("pid").asText(), "environ")));
        seen.add(read(Path.of("/proc", worker.path("pid").asText(), "cmdline")));
      }
      seen.add(read(Path.of("/proc", Long.toString(process.pid()), "cmdline")));
      process.signal(Signal.TERM);
      assertThat(process.awaitExit(Duration.ofSeconds(10))).isZero();
      seen.addAll(process.stdout());
      seen.addAll(process.stderr());
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        seen.add(read(file));
      }
    }
    assertThat(seen).noneMatch(text -> text.contains(TOKEN));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, ISO_8859_1);
  }
}
