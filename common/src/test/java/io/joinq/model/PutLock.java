package io.joinq.model;

/**
 * The word PUTLOCK: {@code 1 + process | incarnation | BROKEN}, 0 while nobody holds it. BROKEN
 * says that the log may be ahead of APPENDED.
 */
final class PutLock {
  private static final int BROKEN = 1 << 8;

  private PutLock() {}

  static int heldBy(World world, int process) {
    int incarnation = world.keeps(Rule.LOCK_NAMES_INCARNATION) ? world.incarnation(process) : 0;
    return (process + 1) | (incarnation << 4);
  }

  /** Taken over from the dead, and not yet repaired. */
  static int takenOverBy(World world, int process) {
    int mark = world.keeps(Rule.TAKEOVER_IS_MARKED) ? BROKEN : 0;
    return heldBy(world, process) | mark;
  }

  static int process(int word) {
    return (word & 15) - 1;
  }

  /** Whether the owner's byte is free, or its entry has another user by now. */
  static boolean isOwnerGone(World world, int word) {
    if (word == 0) {
      return false;
    }
    int process = process(word);
    boolean listed =
        !world.keeps(Rule.LOCK_NAMES_INCARNATION) || world.user(process) == ((word >> 4) & 15);
    return !listed || !world.holdsByte(process);
  }

  static boolean isBroken(World world, int word) {
    return (word & BROKEN) != 0 || isOwnerGone(world, word);
  }
}
