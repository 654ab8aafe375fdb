package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.protocol.PutLock;
import io.joinq.queue.chronicle.protocol.Snapshot;
import io.joinq.testing.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that opens the queue is stopped while it takes a place in the process table, whose only
 * entry is that of a dead process: nothing of the dead may look alive meanwhile.
 */
@Tag("process")
final class NewcomerTest {
  @TempDir private Path folder;
  private final List<ChildJvm> children = new ArrayList<>();

  @AfterEach
  void endChildren() {
    children.forEach(ChildJvm::close);
  }

  @Test
  void theDeadOwnerOfThePutLockStaysDead() {
    start(FailPoint.PUT_COMMITTED + ":KILL", "put").awaitExit();
    ChildJvm newcomer = startStoppedAt(FailPoint.OPEN_PROCESS_LOCKED);

    ControlFile control = control();
    try (ProcessLocks locks = new ProcessLocks(files().processLocks())) {
      PutLock lock = new PutLock(control, new ProcessTable(control), locks, new Self(1, 1));
      assertThat(lock.isBroken()).isTrue();
      assertThat(Snapshot.isIdle(control, new LeaseSlots(control), lock)).isFalse();
    }

    newcomer.signal(Signal.CONT);
    newcomer.awaitLine("took Optional[task-0]");
  }

  @Test
  void theLeaseOfTheDeadIsGivenBackBeforeItsPlaceIsTaken() {
    ChildJvm owner = start("", "put", "take");
    owner.awaitLine("finished");
    owner.signal(Signal.KILL);
    owner.awaitExit();
    ChildJvm newcomer = startStoppedAt(FailPoint.OPEN_PROCESS_LISTED);

    LeaseSlots slots = new LeaseSlots(control());
    assertThat(SlotWord.state(slots.word(heldSlot(slots)))).isEqualTo(SlotState.RETURNED);

    newcomer.signal(Signal.CONT);
    newcomer.awaitLine("took Optional[task-0]");
  }

  private static int heldSlot(LeaseSlots slots) {
    int slot = 0;
    while (!SlotWord.state(slots.word(slot)).isHeld()) {
      slot++;
    }
    return slot;
  }

  private ChildJvm startStoppedAt(FailPoint step) {
    ChildJvm child = start(step + ":STOP", "take");
    await().atMost(ChildJvm.PATIENCE).until(() -> ProcFs.isStopped(child.pid()));
    return child;
  }

  private ChildJvm start(String steps, String... commands) {
    JavaCommand command =
        JavaCommand.of(ProtocolChild.class.getName())
            .withFlag("-XX:TieredStopAtLevel=1")
            .withProperty("joinq.slots", "4")
            .withProperty("joinq.processes", "1")
            .withArguments("chronicle:" + files().folder(), "600000", "3")
            .withArguments(commands);
    ChildJvm child =
        ChildJvm.start(steps.isEmpty() ? command : command.withProperty("joinq.step", steps));
    children.add(child);
    return child;
  }

  private QueueFiles files() {
    return new QueueFiles(folder.resolve("queue"));
  }

  private ControlFile control() {
    return ControlFile.open(files().control(), false);
  }
}
