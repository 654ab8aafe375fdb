package io.joinq.server.loop;

import java.time.Duration;
import java.util.List;

/**
 * A stall: handlers do not get their turn.
 *
 * @param where they wait for it, such as "the event loop"
 * @param handler that holds them up, or that has been running for longest where there are several
 * @param length so far
 * @param stack of the thread of that handler, innermost first
 */
public record Stall(String where, String handler, Duration length, List<String> stack) {

  Stall lasting(Duration longer) {
    return new Stall(where, handler, longer, stack);
  }

  /** A frame as people know it: without the class loader and the module. */
  static String frame(StackTraceElement frame) {
    String line = frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "";
    String file = frame.isNativeMethod() ? "native" : frame.getFileName() + line;
    return frame.getClassName() + "." + frame.getMethodName() + "(" + file + ")";
  }

  /** In a sentence, without the stack. */
  @Override
  public String toString() {
    return where + " has been stalled for " + length.toMillis() + " ms, inside " + handler;
  }
}
