package io.joinq.queue.chronicle.control;

/**
 * The control file: everything of a queue that changes. Native byte order, so one host only. Words
 * that are written often sit 256 bytes apart. All words are 8 bytes, but for the wait words.
 *
 * <pre>
 *  offset size field            written by, ordering and meaning
 *       0    8 MAGIC            creator, last, release; 0 = not initialised
 *       8    4 VERSION          creator, plain
 *      12    4 CAPACITY         creator, plain; tasks
 *      16    4 SLOTS            creator, plain; leases that can be held at one time
 *      20    4 PROCESSES        creator, plain; processes that can have the queue open
 *      24    4 SEGMENT_TASKS    creator, plain; tasks in one segment of the log
 *      28    4 HEADER_CRC       creator, plain; CRC-32C of bytes 8 to 27
 *      32   16 BOOT_ID          first opener after a boot, plain, under the open lock
 *
 *     256    8 PUT_LOCK         CAS; see PutLock. 0 = free
 *     512    8 APPENDED         holder of PUT_LOCK, release; sequence of the next put. A cache: the
 *                               log's count is the truth
 *     768    8 CURSOR           CAS; see CursorWord. Sequence of the next claim, paused, winner
 *    1024    8 RETURNS          add; raised after a task was returned
 *    1280    4 NOT_EMPTY        CAS; wait word, see Futex
 *    1536    4 NOT_FULL         CAS; wait word
 *    1792    4 JOINED           CAS; wait word
 *    2048    8 SHUTDOWN         volatile; 0 open, 1 shut down, 2 shut down and dropping
 *    2056    8 REDELIVERED      add; a statistic
 *    2064    8 DIED             add; tasks that became dead letters; a statistic
 *    2072    8 DROPPED          add; tasks that shutdownNow dropped; a statistic
 *    2304    8 DEATHS           add; numbers given to deaths, from 1; some may have been given in
 *                               vain
 *    2560    8 CANCELLED_BELOW  CAS; grows; no task from this sequence on was ever cancelled
 *
 *    4096  256 death 1, 33 ...  32 of them, death n in place n % 32; see DeathRing. Each word is
 *                               48 bits of value, then the low 16 bits of the death's number; CAS
 *       +0   8 WHO              pid 24 | worker number 16 | place in the process table 8
 *       +8   8 NOTICED_AT       ms since 1970
 *      +16   8 HELD             sequence of a task that it held + 1; 0 = none
 *      +24   8 WHOLE            1 = the words above and an empty DETAIL are there
 *      +32   8 SPREAD           1 = the detail has reached all causes that are kept
 *      +40   8 NAMESPACE        the pid namespace of WHO
 *     +128 128 DETAIL           empty before WHOLE, then written once; see TaggedText
 *
 *   12288   16 cancellation 0   256 of them
 *       +0   8 CANCELLATION     CAS; see CancelWord. 0 = free and never used
 *       +8   8 CANCELLED_AT     canceller, once it is PENDING; ms since 1970
 *
 *   16384  256 process 0 ...    PROCESSES of them
 *       +0   8 USED             CAS; 0 = free, else the incarnation that uses the entry
 *       +8   8 INCARNATION      owner of the entry's byte lock; grows with each use
 *      +16   8 PID              owner, plain, before USED
 *      +24   8 START_TIME       owner, plain, before USED; clock ticks after boot
 *      +32   8 HEARTBEAT        owner, release; monotonic clock, ns
 *      +40   8 ROLES            owner, or; bits: 1 producer, 2 consumer, 4 worker, 8 supervised
 *      +48   8 WORKER           owner, plain, before USED; worker number, 0 = none
 *      +56   8 RESTARTS         owner, plain, before USED
 *      +64   8 DEATH            owner, before its other fields: incarnation 32 | 0; then CAS once:
 *                               incarnation | low 32 bits of the number of its death
 *      +72   8 PID_NAMESPACE    owner, plain, before USED; where PID has its meaning, 0 = unknown
 *     +128   8 PUTS             owner, release; tasks put
 *     +136   8 DONES            owner, add; tasks finished
 *
 *     ...  2048 slot 0 ...      SLOTS of them
 *       +0   8 WORD             CAS; see SlotWord. 0 = FREE and never used
 *       +8   8 SEQUENCE         the slot's owner in RESERVED, plain, published by INTENT
 *      +16   8 DEADLINE         CAS; monotonic ms &lt;&lt; 20 | low bits of the generation it is for
 *      +24   8 CLAIMED_AT       claimer; ms since 1970
 *      +32   8 ENQUEUED_AT      claimer; ms since 1970
 *      +40   8 MAX_ATTEMPTS     claimer
 *      +48   8 FIRST_GENERATION claimer; generation at which the slot got this task
 *      +56   8 PROGRESSED       CAS; as DEADLINE, when the owner claimed or last showed progress;
 *                               of another generation = the claimer has not come to note its claim
 *    +1024 128 cause 0 ... 7    who made generation g writes cause g % 8
 *         +0   8 GENERATION     release, last; says that the cause is whole
 *         +8   8 AT             ms since 1970
 *        +16   8 PID
 *        +24   4 CODE           see Redelivery.Cause
 *        +28   2 ATTEMPT
 *        +30   2 LENGTH         of the text
 *        +32  96 TEXT           UTF-8; of WORKER_DIED: CAS, see TaggedText, owned by the generation
 *
 *     ...    8 enqueued at 0 .. CAPACITY of them; task n has place n % CAPACITY; written under
 *                               PUT_LOCK before the task is committed; ms since 1970
 * </pre>
 *
 * To change it: raise VERSION, keep a golden file, extend the layout test.
 */
public final class ControlLayout {
  static final long MAGIC = 0x3151_4e49_4f4a_0a0dL;
  public static final int VERSION = 3;

  static final int MAGIC_AT = 0;
  public static final int VERSION_AT = 8;
  public static final int CAPACITY_AT = 12;
  static final int SLOTS_AT = 16;
  static final int PROCESSES_AT = 20;
  static final int SEGMENT_TASKS_AT = 24;
  static final int HEADER_CRC_AT = 28;
  static final int BOOT_ID_AT = 32;

  public static final int PUT_LOCK = 256;
  public static final int APPENDED = 512;
  public static final int CURSOR = 768;
  public static final int RETURNS = 1024;
  static final int NOT_EMPTY = 1280;
  static final int NOT_FULL = 1536;
  static final int JOINED = 1792;
  public static final int SHUTDOWN = 2048;
  public static final int REDELIVERED = 2056;
  public static final int DIED = 2064;
  public static final int DROPPED = 2072;
  static final int DEATHS = 2304;
  public static final int CANCELLED_BELOW = 2560;

  static final int HEADER_SIZE = 4096;

  static final int DEATH_TABLE = HEADER_SIZE;
  static final int DEATH_SIZE = 256;
  static final int DEATH_COUNT = 32;
  static final int WHO = 0;
  static final int NOTICED_AT = 8;
  static final int HELD = 16;
  static final int WHOLE = 24;
  static final int SPREAD = 32;
  static final int NAMESPACE = 40;
  static final int DETAIL = 128;
  static final int DETAIL_WORDS = (DEATH_SIZE - DETAIL) / 8;

  static final int CANCELLATION_TABLE = 12288;
  static final int CANCELLATION_SIZE = 16;
  public static final int CANCELLATION_COUNT = 256;
  public static final int CANCELLATION = 0;
  public static final int CANCELLED_AT = 8;

  static final int PROCESS_TABLE = 16384;
  static final int PROCESS_SIZE = 256;
  public static final int USED = 0;
  static final int INCARNATION = 8;
  public static final int PID = 16;
  public static final int START_TIME = 24;
  static final int HEARTBEAT = 32;
  public static final int ROLES = 40;
  static final int WORKER = 48;
  static final int RESTARTS = 56;
  public static final int DEATH = 64;
  public static final int PID_NAMESPACE = 72;
  static final int PUTS = 128;
  static final int DONES = 136;

  static final int SLOT_SIZE = 2048;
  static final int WORD = 0;
  static final int SEQUENCE = 8;
  static final int DEADLINE = 16;
  public static final int CLAIMED_AT = 24;
  static final int ENQUEUED_AT = 32;
  static final int MAX_ATTEMPTS = 40;
  static final int FIRST_GENERATION = 48;
  static final int PROGRESSED = 56;

  static final int CAUSES = 1024;
  static final int CAUSE_SIZE = 128;
  static final int CAUSE_COUNT = 8;
  static final int CAUSE_GENERATION = 0;
  static final int CAUSE_AT = 8;
  static final int CAUSE_PID = 16;
  static final int CAUSE_CODE = 24;
  static final int CAUSE_ATTEMPT = 28;
  static final int CAUSE_LENGTH = 30;
  static final int CAUSE_TEXT = 32;
  static final int CAUSE_TEXT_SIZE = CAUSE_SIZE - CAUSE_TEXT;

  private ControlLayout() {}

  static int death(long number) {
    return DEATH_TABLE + (int) (number % DEATH_COUNT) * DEATH_SIZE;
  }

  public static int cancellation(int index) {
    return CANCELLATION_TABLE + index * CANCELLATION_SIZE;
  }

  public static int process(int index) {
    return PROCESS_TABLE + index * PROCESS_SIZE;
  }

  public static int slotTable(int processes) {
    return process(processes);
  }

  static int enqueuedTable(int processes, int slots) {
    return slotTable(processes) + slots * SLOT_SIZE;
  }

  public static long fileSize(QueueShape shape) {
    return enqueuedTable(shape.processes(), shape.slots()) + 8L * shape.capacity();
  }
}
