package io.joinq.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reduces the thread dump of a worker to the stacks of its handlers. */
public final class ThreadDump {
  private static final String FRAME = "\tat ";
  private static final String RUNNER = "io.joinq.worker.TaskRunner.";

  private static final Predicate<String> JAVAS_OWN =
      Pattern.compile("^(java|jdk|sun)\\.").asPredicate();

  private ThreadDump() {}

  /** Of every thread that handles a task: its name, and the frames above the worker's own. */
  static List<Stack> handlers(String dump) {
    List<Stack> handlers = new ArrayList<>();
    List<String> frames = new ArrayList<>();
    String name = "";
    for (String line : (dump + "\n\"").split("\n", -1)) {
      if (line.startsWith("\"")) {
        List<String> handler = handlerPart(frames);
        if (!handler.isEmpty()) {
          handlers.add(new Stack(name, handler));
        }
        frames.clear();
        name = line.substring(1, Math.max(1, line.indexOf('"', 1)));
      } else if (line.startsWith(FRAME)) {
        frames.add(frame(line));
      }
    }
    return handlers;
  }

  /** Of every thread that handles a task, the innermost frame that is not Java's own. */
  public static List<String> inside(String dump) {
    return handlers(dump).stream()
        .flatMap(thread -> thread.frames().stream().filter(JAVAS_OWN.negate()).limit(1))
        .distinct()
        .toList();
  }

  /** Without the module's name and version. */
  private static String frame(String line) {
    return line.substring(FRAME.length()).strip().replaceFirst("\\([\\w.]+@[^/]*/", "(");
  }

  private static List<String> handlerPart(List<String> thread) {
    for (int i = 0; i < thread.size(); i++) {
      if (thread.get(i).startsWith(RUNNER)) {
        return thread.subList(0, i);
      }
    }
    return List.of();
  }
}
