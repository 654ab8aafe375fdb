package io.joinq.model;

/**
 * What a thread remembers from one step to the next, besides its step. Cleared when it comes to
 * rest, so that equal situations are equal states.
 */
enum Register {
  PC(0, 0, 8),
  /** Ghost notes that the properties need; the protocol does not read them. */
  NOTES(0, 8, 4),
  /** How many tasks are still to be put, or reclaims to be made. */
  LEFT(0, 12, 4),
  /** CURSOR as it was read. */
  SEEN(1, 0, 12),
  /** 1 + the slot that is reserved or leased; 0 for none. */
  SLOT(2, 0, 4),
  /** The slot that is looked at in a scan. */
  INDEX(2, 4, 4),
  /**
   * 1 + the process that is reaped or revoked; 0 for none. Ghost in a take that looks whether it is
   * to end: the slots that have been RETURNED since.
   */
  VICTIM(2, 8, 4),
  /** A sequence: of the task in hand, or as read from APPENDED or SEQ. */
  TASK(2, 12, 4),
  /** A lease word as it was read, the token of the lease in hand, or PUTLOCK as it was read. */
  WORD(3, 0, 16),
  /** The name of the result file that this thread has staged; it outlives the thread. */
  STAGED(4, 0, 16);

  static final int CELLS = 5;
  static final int NOTE_CLAIMED_IN_PAUSE = 1;
  static final int NOTE_PAYLOAD_GONE = 2;
  static final int NOTE_SAW_IDLE = 4;
  static final int NOTE_BEGAN_AFTER_SHUTDOWN = 8;

  private final int cell;
  private final int shift;
  private final int mask;

  Register(int cell, int shift, int bits) {
    this.cell = cell;
    this.shift = shift;
    this.mask = (1 << bits) - 1;
  }

  int get(char[] cells, int base) {
    return (cells[base + cell] >> shift) & mask;
  }

  void set(char[] cells, int base, int value) {
    if ((value & mask) != value) {
      throw new IllegalStateException(this + " cannot hold " + value);
    }
    cells[base + cell] = (char) ((cells[base + cell] & ~(mask << shift)) | (value << shift));
  }
}
