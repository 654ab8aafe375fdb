package io.joinq.cli;

import io.joinq.process.JavaCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a command in a JVM of its own, as run.sh would start it. */
public record CommandRun(int exitCode, List<String> out, List<String> err) {
  private static final long PATIENCE_SECONDS = 120;

  /** Runs it with nothing on stdin. */
  public static CommandRun of(String... words) throws IOException, InterruptedException {
    return of(Map.of(), new byte[0], words);
  }

  public static CommandRun of(Map<String, String> variables, byte[] stdin, String... words)
      throws IOException, InterruptedException {
    return ofMain(Joinq.class, variables, stdin, words);
  }

  /** Runs another command line than that of this module, with nothing on stdin. */
  public static CommandRun ofMain(Class<?> main, String... words)
      throws IOException, InterruptedException {
    return ofMain(main, Map.of(), new byte[0], words);
  }

  public static CommandRun ofMain(
      Class<?> main, Map<String, String> variables, byte[] stdin, String... words)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("joinq-out", ".txt");
    Path err = Files.createTempFile("joinq-err", ".txt");
    ProcessBuilder builder = JavaCommand.of(main.getName()).withArguments(words).toProcessBuilder();
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JOINQ_"));
    builder.environment().putAll(variables);
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(stdin);
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", words) + " did not end; it wrote " + read(out));
    }
    CommandRun run = new CommandRun(process.exitValue(), read(out), read(err));
    Files.delete(out);
    Files.delete(err);
    return run;
  }

  private static List<String> read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
  }
}
