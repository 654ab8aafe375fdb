package io.joinq.diagnosis;

import java.util.List;

/**
 * The stacks of a worker that makes no progress.
 *
 * @param threads the threads that handle tasks, by name; empty if they cannot be read
 * @param commands of the worker, with their pids
 * @param missing why there are no threads; empty if there are
 */
record WorkerStack(
    int worker, long pid, List<Stack> threads, List<String> commands, String missing) {
  WorkerStack {
    threads = List.copyOf(threads);
    commands = List.copyOf(commands);
  }

  /** The stacks for display. The thread's name is left out where there is only one. */
  List<Stack> stacks() {
    String name = "worker " + worker + ", pid " + pid;
    return threads.stream()
        .map(
            thread ->
                new Stack(threads.size() == 1 ? name : name + ", " + thread.of(), thread.frames()))
        .toList();
  }
}
