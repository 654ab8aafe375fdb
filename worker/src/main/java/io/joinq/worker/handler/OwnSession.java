package io.joinq.worker.handler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a command as the leader of its own session, so that all its processes can be found, and
 * has the kernel kill it when the starting thread dies, that is, with a killed worker. Uses
 * programs of util-linux that become the command; without them the command runs plainly.
 */
final class OwnSession {
  private final List<String> prefix;

  private OwnSession(List<String> prefix) {
    this.prefix = List.copyOf(prefix);
  }

  /** Finds out what there is on this machine, by trying it. */
  static OwnSession probe() {
    List<String> prefix = new ArrayList<>();
    for (List<String> step :
        List.of(List.of("setsid", "--"), List.of("setpriv", "--pdeathsig", "KILL", "--"))) {
      if (works(step)) {
        prefix.addAll(step);
      }
    }
    return new OwnSession(prefix);
  }

  List<String> around(List<String> command) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command);
    return words;
  }

  private static boolean works(List<String> step) {
    if (ProgramSearch.ofThisProcess().find(step.get(0)).isEmpty()) {
      return false;
    }
    List<String> trial = new ArrayList<>(step);
    trial.add("true");
    try {
      Process process =
          new ProcessBuilder(trial)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
