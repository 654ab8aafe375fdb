package io.joinq.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
final class ProcFsTest {
  private final long pid = ProcessHandle.current().pid();

  @Test
  void aProcessIsTheOneWithItsPidAndItsStartTime() {
    assertThat(ProcFs.isAlive(pid, ProcFs.startTime(pid))).isTrue();
  }

  /** The kernel gives a pid out again; the start time tells its users apart. */
  @Test
  void aProcessWithAReusedPidIsAnother() {
    assertThat(ProcFs.isAlive(pid, ProcFs.startTime(pid) - 1)).isFalse();
  }

  @Test
  void thisProcessIsNotStopped() {
    assertThat(ProcFs.isStopped(pid)).isFalse();
  }
}
