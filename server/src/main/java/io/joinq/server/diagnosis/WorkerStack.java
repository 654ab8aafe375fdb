package io.joinq.server.diagnosis;

import java.util.List;

/**
 * What a worker that makes no progress is inside of.
 *
 * @param frames of the thread that handles its task, innermost first; empty if they cannot be had
 * @param commands that the worker runs, with their pids
 * @param missing why there are no frames; empty if there are
 */
record WorkerStack(
    int worker, long pid, List<String> frames, List<String> commands, String missing) {
  WorkerStack {
    frames = List.copyOf(frames);
    commands = List.copyOf(commands);
  }
}
