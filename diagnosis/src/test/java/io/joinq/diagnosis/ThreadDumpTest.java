package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ThreadDumpTest {
  private static final String DUMP =
      """
      4242:
      2026-11-25 12:00:00
      Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):

      "main" #1 prio=5
         java.lang.Thread.State: WAITING (parking)
      \tat jdk.internal.misc.Unsafe.park(java.base@17.0.15/Native Method)

      "task-thread-1" #31 daemon prio=5 os_prio=0
         java.lang.Thread.State: WAITING (on object monitor)
      \tat java.lang.Object.wait(java.base@17.0.15/Native Method)
      \t- waiting on <0x1> (a java.lang.Object)
      \tat my.Handler.handle(Handler.java:12)
      \tat io.joinq.worker.TaskRunner.handle(TaskRunner.java:60)
      \tat io.joinq.worker.TaskRunner.run(TaskRunner.java:50)

      "task-thread-2" #32 daemon prio=5 os_prio=0
      \tat io.joinq.queue.chronicle.protocol.Claimer.claim(Claims.java:1)

      "task-thread-3" #33 daemon prio=5 os_prio=0
      \tat my.Handler.spin(Handler.java:20)
      \tat io.joinq.worker.TaskRunner.handle(TaskRunner.java:60)
      """;

  @Test
  void keepsTheFramesOfHandlersAloneEachThreadForItself() {
    assertThat(ThreadDump.handlers(DUMP))
        .containsExactly(
            new Stack(
                "task-thread-1",
                List.of(
                    "java.lang.Object.wait(Native Method)", "my.Handler.handle(Handler.java:12)")),
            new Stack("task-thread-3", List.of("my.Handler.spin(Handler.java:20)")));
  }

  @Test
  void findsNothingWhereNoTaskIsHandled() {
    assertThat(ThreadDump.handlers("4242:\njcmd: no such process\n")).isEmpty();
  }

  @Test
  void namesTheThreadOnlyWhereAWorkerHasSeveral() {
    List<Stack> threads = ThreadDump.handlers(DUMP);
    assertThat(new WorkerStack(1, 4242, threads, List.of(), "").stacks())
        .extracting(Stack::of)
        .containsExactly("worker 1, pid 4242, task-thread-1", "worker 1, pid 4242, task-thread-3");
    assertThat(new WorkerStack(1, 4242, threads.subList(0, 1), List.of(), "").stacks())
        .extracting(Stack::of)
        .containsExactly("worker 1, pid 4242");
  }
}
