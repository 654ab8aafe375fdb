package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.protocol.PutLock;
import java.nio.file.Path;

/**
 * A process that closes its queue, whose URL is its argument, while another thread is inside a put.
 */
final class ClosingChild {
  private ClosingChild() {}

  public static void main(String[] args) throws Exception {
    QueueConfig config = QueueConfig.of(args[0]);
    JoinableQueue queue = JoinableQueue.open(config);
    Thread put = new Thread(() -> put(queue));
    put.start();
    Path folder = Path.of(config.url().getSchemeSpecificPart());
    ControlFile control = ControlFile.open(folder.resolve("control"), false);
    while (PutLock.isFree(control)) {
      Thread.onSpinWait();
    }
    queue.close();
    System.out.println("closed with " + control.get(APPENDED) + " tasks");
    put.join();
  }

  private static void put(JoinableQueue queue) {
    try {
      queue.put(new byte[1]);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
