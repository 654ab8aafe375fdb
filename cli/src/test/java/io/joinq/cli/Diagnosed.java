package io.joinq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.options.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import picocli.CommandLine;

/** What diagnose says, run in this JVM with a short window. */
record Diagnosed(JsonNode json) {
  static Diagnosed of(String queue, int adminPort, String... options) throws IOException {
    StringWriter out = new StringWriter();
    CommandLine command = CommandRunner.commandLine(new DiagnoseCommand(), Map.of());
    command.setOut(new PrintWriter(out));
    List<String> words = new ArrayList<>(List.of("--json", "--window", "200ms"));
    words.addAll(List.of("--queue", queue, "--admin-port", Integer.toString(adminPort)));
    words.addAll(List.of(options));
    assertThat(command.execute(words.toArray(String[]::new))).isZero();
    return of(out.toString());
  }

  /** One that was made elsewhere. */
  static Diagnosed of(String text) throws IOException {
    return new Diagnosed(new ObjectMapper().readTree(text));
  }

  String cause() {
    return json.path("cause").asText();
  }

  String summary() {
    return json.path("summary").asText();
  }

  String server() {
    return json.path("server").path("state").asText();
  }

  List<String> chain() {
    return causes(json.path("chain"));
  }

  List<String> also() {
    return causes(json.path("also"));
  }

  private static List<String> causes(JsonNode findings) {
    return StreamSupport.stream(findings.spliterator(), false)
        .map(finding -> finding.path("cause").asText())
        .toList();
  }

  @Override
  public String toString() {
    return json.toPrettyString();
  }
}
