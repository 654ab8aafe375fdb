package io.joinq.server.diagnosis;

import java.util.ArrayList;
import java.util.List;

/** Reduces a thread dump of a worker to the frames of its handlers. */
final class ThreadDump {
  private static final String FRAME = "\tat ";
  private static final String RUNNER = "io.joinq.worker.TaskRunner.";

  private ThreadDump() {}

  /** Of every thread that handles a task, the frames above the worker's own, innermost first. */
  static List<String> handlerFrames(String dump) {
    List<String> handlers = new ArrayList<>();
    List<String> thread = new ArrayList<>();
    for (String line : (dump + "\n\"").split("\n", -1)) {
      if (line.startsWith("\"")) {
        handlers.addAll(handlerPart(thread));
        thread.clear();
      } else if (line.startsWith(FRAME)) {
        thread.add(frame(line));
      }
    }
    return handlers;
  }

  /** Without the module's name and version, which says nothing here. */
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
