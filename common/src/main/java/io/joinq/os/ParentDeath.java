package io.joinq.os;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/** What the kernel does to this process when its parent dies. */
public final class ParentDeath {
  private ParentDeath() {}

  /**
   * Has the kernel send a signal when the <em>thread</em> ends that started this process, which
   * need not be when its process does: start children with a thread that lives as long. Without
   * effect where the kernel is not Linux, or does not allow it.
   */
  public static void sends(Signal signal) {
    if (Platform.isLinux()) {
      try {
        CLibrary.C.prctl(CLibrary.PR_SET_PDEATHSIG, signal.number(), 0, 0, 0);
      } catch (LastErrorException e) {
        // A sandbox may forbid it; whoever relies on it has a pipe to the parent too.
      }
    }
  }

  private interface CLibrary extends Library {
    CLibrary C = Native.load("c", CLibrary.class);
    int PR_SET_PDEATHSIG = 1;

    int prctl(int option, long value, long unused3, long unused4, long unused5)
        throws LastErrorException;
  }
}
