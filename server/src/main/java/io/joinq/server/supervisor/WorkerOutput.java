package io.joinq.server.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Passes on what a worker writes, line by line, to this server's stderr, where its log goes. */
final class WorkerOutput {
  private WorkerOutput() {}

  static void relay(int worker, Process process) {
    String name = "worker-" + worker;
    Thread relay = new Thread(() -> copy(name, process), name + "-output");
    relay.setDaemon(true);
    relay.start();
  }

  private static void copy(String name, Process process) {
    PrintStream to = System.err;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        to.println(name + " | " + line);
      }
    } catch (IOException e) {
      // The pipe breaks when the process is killed; the supervisor tells of that.
      to.println(name + " | (output ended: " + e.getMessage() + ")");
    }
  }
}
