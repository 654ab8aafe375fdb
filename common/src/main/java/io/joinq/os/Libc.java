package io.joinq.os;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * The kernel calls that Java does not offer, on 64-bit Linux. {@link Thread#interrupt} affects none
 * of them; it would close a {@link java.nio.channels.FileChannel}, and so drop all locks of the
 * process on that file.
 */
public final class Libc {
  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0x40;
  private static final int O_CLOEXEC = 0x80000;

  private static final int F_GETLK = 5;
  private static final int F_SETLK = 6;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;

  public static final int ENOSPC = 28;
  public static final int EDQUOT = 122;
  private static final int FALLOC_FL_KEEP_SIZE = 1;

  private static final int PR_SET_PDEATHSIG = 1;

  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;

  /** struct flock: short l_type, short l_whence, long l_start, long l_len, int l_pid. */
  private static final ThreadLocal<Memory> FLOCK = ThreadLocal.withInitial(() -> new Memory(32));

  /** struct timespec: long seconds, long nanoseconds. */
  private static final ThreadLocal<Memory> TIMESPEC = ThreadLocal.withInitial(() -> new Memory(16));

  static {
    NativeLibrary.locate();
    Native.register(Libc.class, Platform.C_LIBRARY_NAME);
  }

  private Libc() {}

  /**
   * Loads the native library, if that has not been done.
   *
   * @throws LinkageError if it cannot be loaded
   */
  static void load() {
    // The initializer of this class does.
  }

  /** The number of futex(2), or -1 where this class does not know it. */
  public static int futexNumber() {
    if (!Platform.isLinux() || !Platform.is64Bit()) {
      return -1;
    }
    if (Platform.isIntel()) {
      return 202;
    }
    return Platform.isARM() ? 98 : -1;
  }

  public static int openFile(String path) {
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  }

  /** Returns a descriptor, or -1. */
  public static int openToRead(String path) {
    return open(path, O_RDONLY | O_CLOEXEC, 0);
  }

  /** Locks one byte for this process. Returns false if another process has it. */
  public static boolean tryLockByte(int fd, long at) {
    return fcntl(fd, F_SETLK, flock(F_WRLCK, at)) == 0;
  }

  public static void unlockByte(int fd, long at) {
    fcntl(fd, F_SETLK, flock(F_UNLCK, at));
  }

  /**
   * Returns the owner of the lock on a byte. Does not try to lock it, so a process that is stopped
   * during the call blocks nobody.
   *
   * @return pid of the owner, 0 if it is in another pid namespace, or -1 if no other process holds
   *     the lock
   */
  public static int lockHolder(int fd, long at) {
    Memory lock = flock(F_WRLCK, at);
    if (fcntl(fd, F_GETLK, lock) != 0) {
      throw new IllegalStateException("fcntl(F_GETLK) failed with errno " + Native.getLastError());
    }
    return lock.getShort(0) == F_UNLCK ? -1 : Math.max(lock.getInt(24), 0);
  }

  private static Memory flock(short type, long at) {
    Memory lock = FLOCK.get();
    lock.clear();
    lock.setShort(0, type);
    lock.setLong(8, at);
    lock.setLong(16, 1);
    return lock;
  }

  /** Sleeps while the word has this value, until woken or the time is over. */
  public static void futexWait(int number, Pointer word, int value, long nanos) {
    Memory timespec = TIMESPEC.get();
    timespec.setLong(0, nanos / 1_000_000_000L);
    timespec.setLong(8, nanos % 1_000_000_000L);
    syscall(number, word, FUTEX_WAIT, value, timespec, null, 0);
  }

  /** Wakes up to this number of threads that sleep on the word; returns the number woken. */
  public static int futexWake(int number, Pointer word, int most) {
    return (int) syscall(number, word, FUTEX_WAKE, most, null, null, 0);
  }

  /**
   * Gives a part of a file its disk space, so that writing there through a mapping cannot fail. The
   * file's length stays as it is.
   *
   * @return 0, or the errno
   */
  public static int reserve(int fd, long from, long length) {
    return fallocate(fd, FALLOC_FL_KEEP_SIZE, from, length) == 0 ? 0 : Native.getLastError();
  }

  private static native int fallocate(int fd, int mode, long from, long length);

  private static native int open(String path, int flags, int mode);

  public static native int close(int fd);

  private static native int fsync(int fd);

  /**
   * Has the kernel write a file, or the names in a directory, to the disk; blocks until it is
   * there.
   *
   * @return 0, or the errno
   */
  public static int sync(String path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
      return Native.getLastError();
    }
    int result = fsync(fd) == 0 ? 0 : Native.getLastError();
    close(fd);
    return result;
  }

  private static native int fcntl(int fd, int command, Pointer lock);

  /**
   * Sends a signal to a process or, with a negative number, to a process group.
   *
   * @return 0, or the errno
   */
  public static int sendSignal(int target, int signal) {
    return kill(target, signal) == 0 ? 0 : Native.getLastError();
  }

  private static native int kill(int target, int signal);

  /** Has the kernel send a signal to this process when the thread that started it ends. */
  static void setParentDeathSignal(int signal) {
    prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
  }

  private static native int prctl(int option, long value, long unused3, long unused4, long unused5);

  /** Sends a signal to the calling thread. */
  public static native int raise(int signal);

  private static native long syscall(
      long number, Pointer word, int operation, int value, Pointer timeout, Pointer word2, int v3);
}
