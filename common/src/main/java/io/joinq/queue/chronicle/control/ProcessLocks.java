package io.joinq.queue.chronicle.control;

import com.sun.jna.Native;
import io.joinq.os.Libc;
import io.joinq.queue.chronicle.files.OpenErrors;
import java.nio.file.Path;

/**
 * The file in which process i holds a kernel lock on byte i for its lifetime. The kernel drops the
 * lock when the process dies, whatever the cause, even before its parent has waited for it. It
 * keeps the lock while the process is stopped. A later process with the same pid does not have it.
 *
 * <p>POSIX drops all locks of a process on a file when the process closes any descriptor of that
 * file. So one instance serves a JVM, and nothing else in the JVM may open the file.
 */
public final class ProcessLocks implements AutoCloseable {
  /** Beyond every process: held while a queue is created or joined. */
  private static final long OPEN_BYTE = 4096;

  private final int fd;

  public ProcessLocks(Path file) {
    fd = Libc.openFile(file.toString());
    if (fd < 0) {
      throw OpenErrors.of("open for writing", file, Native.getLastError());
    }
  }

  private ProcessLocks(int fd) {
    this.fd = fd;
  }

  /**
   * Opens the file to look who holds which byte, and for nothing else.
   *
   * @return null if there is no file that this user may read
   */
  public static ProcessLocks toLook(Path file) {
    int fd = Libc.openToRead(file.toString());
    return fd < 0 ? null : new ProcessLocks(fd);
  }

  public boolean tryLock(int process) {
    return Libc.tryLockByte(fd, process);
  }

  void unlock(int process) {
    Libc.unlockByte(fd, process);
  }

  /** Whether another process holds byte i; its own byte a process must not ask for. */
  public boolean isHeldByAnother(int process) {
    return Libc.lockHolder(fd, process) >= 0;
  }

  /** The pid of the process that holds byte i, 0 if it is of another pid namespace, or -1. */
  public int holder(int process) {
    return Libc.lockHolder(fd, process);
  }

  public boolean tryLockOpen() {
    return Libc.tryLockByte(fd, OPEN_BYTE);
  }

  public void unlockOpen() {
    Libc.unlockByte(fd, OPEN_BYTE);
  }

  /** The pid of the process that is opening the queue, or -1. */
  public int openHolder() {
    return Libc.lockHolder(fd, OPEN_BYTE);
  }

  /** Drops every lock that this process has on the file. */
  @Override
  public void close() {
    Libc.close(fd);
  }
}
