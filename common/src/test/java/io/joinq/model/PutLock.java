package io.joinq.model;

/** The word PUTLOCK: {@code 1 + process | incarnation}, 0 while nobody holds it. */
final class PutLock {
  private PutLock() {}

  static int heldBy(World world, int process) {
    int incarnation = world.keeps(Rule.LOCK_NAMES_INCARNATION) ? world.incarnation(process) : 0;
    return (process + 1) | (incarnation << 4);
  }

  static int process(int word) {
    return (word & 15) - 1;
  }

  /** Whether the owner's byte can be had, or the process that now has the byte is another one. */
  static boolean isInDeadHands(World world, int word) {
    if (word == 0) {
      return false;
    }
    int process = process(word);
    return world.byteHolder(process) < 0 || heldBy(world, process) != word;
  }
}
