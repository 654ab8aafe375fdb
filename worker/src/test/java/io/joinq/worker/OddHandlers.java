package io.joinq.worker;

import io.joinq.worker.handler.Task;
import io.joinq.worker.handler.TaskHandler;
import java.util.concurrent.CountDownLatch;

/** Handlers as one may meet them, for workers that are processes of their own. */
public final class OddHandlers {
  private OddHandlers() {}

  private static void awaitForEver() {
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // Heeds none.
      }
    }
  }

  /** Goes on with its first attempt whatever happens. */
  public static final class Uninterruptible implements TaskHandler {
    /** As options need it. */
    public Uninterruptible() {}

    @Override
    public byte[] handle(Task task) {
      if (task.attempt() == 1) {
        awaitForEver();
      }
      return task.payload();
    }
  }

  /** Never comes to an end of its making. */
  public static final class SlowToLoad implements TaskHandler {
    /** As options need it. */
    public SlowToLoad() {
      System.err.println("loads for ever");
      awaitForEver();
    }

    @Override
    public byte[] handle(Task task) {
      return task.payload();
    }
  }

  /** Writes to stdout, also without the end of a line. */
  public static final class Talkative implements TaskHandler {
    /** As options need it. */
    public Talkative() {
      System.out.print("loading ");
    }

    @Override
    public byte[] handle(Task task) {
      System.out.println("handling");
      return task.payload();
    }
  }
}
