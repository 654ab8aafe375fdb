package io.joinq.diagnosis;

import java.util.List;

/**
 * The stack of a thread.
 *
 * @param of its owner: "the event loop", "worker 1, pid 4242"
 * @param frames innermost first
 */
public record Stack(String of, List<String> frames) {
  public Stack {
    frames = List.copyOf(frames);
  }
}
