package io.joinq.queue.chronicle.control;

import static io.joinq.queue.chronicle.control.ControlLayout.DEATH;
import static io.joinq.queue.chronicle.control.ControlLayout.DONES;
import static io.joinq.queue.chronicle.control.ControlLayout.HEARTBEAT;
import static io.joinq.queue.chronicle.control.ControlLayout.INCARNATION;
import static io.joinq.queue.chronicle.control.ControlLayout.PID;
import static io.joinq.queue.chronicle.control.ControlLayout.PID_NAMESPACE;
import static io.joinq.queue.chronicle.control.ControlLayout.PUTS;
import static io.joinq.queue.chronicle.control.ControlLayout.RESTARTS;
import static io.joinq.queue.chronicle.control.ControlLayout.ROLES;
import static io.joinq.queue.chronicle.control.ControlLayout.START_TIME;
import static io.joinq.queue.chronicle.control.ControlLayout.USED;
import static io.joinq.queue.chronicle.control.ControlLayout.WORKER;

import io.joinq.os.PidNamespace;
import io.joinq.os.ProcFs;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.WorkerIdentity;
import java.lang.invoke.VarHandle;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The processes that have the queue open, as listed in the control file. Takes no locks. */
public final class ProcessTable {
  /** A process whose last heartbeat is older than this is taken to be stopped or hung. */
  public static final long SILENT_NANOS = 2_000_000_000;

  public static final long PRODUCER = 1;
  public static final long CONSUMER = 2;
  public static final long IS_WORKER = 4;
  public static final long SUPERVISED = 8;

  private static final int NUMBER_BITS = 32;
  private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

  private final ControlFile control;

  public ProcessTable(ControlFile control) {
    this.control = control;
  }

  public int size() {
    return control.shape().processes();
  }

  /** The incarnation that uses entry i, or 0 if none does. */
  public long user(int i) {
    return control.get(at(i, USED));
  }

  public long incarnation(int i) {
    return control.get(at(i, INCARNATION));
  }

  /**
   * Lists the calling process in entry i, whose byte lock it holds and whose last user is reaped.
   * The caller holds the lock of opening, so that no other process takes the same worker number.
   *
   * @param worker null unless the process is a worker
   * @param exists whether the process in another entry exists
   * @return its incarnation, which no earlier user of the entry had
   * @throws QueueOpenException if another worker has the number that this one asks for, and no
   *     supervisor gave it
   */
  public long list(int i, WorkerIdentity worker, IntPredicate exists) {
    int number = worker == null ? 0 : workerNumber(worker, exists);
    long pid = ProcessHandle.current().pid();
    long incarnation = incarnation(i) + 1;
    // Before the rest: who writes down a death of the last user sees that it is too late.
    control.set(at(i, DEATH), incarnation << NUMBER_BITS);
    VarHandle.storeStoreFence();
    control.setPlain(at(i, INCARNATION), incarnation);
    control.setPlain(at(i, PID), pid);
    control.setPlain(at(i, START_TIME), ProcFs.startTime(pid));
    control.setPlain(at(i, PID_NAMESPACE), PidNamespace.own());
    control.setPlain(at(i, WORKER), number);
    control.setPlain(at(i, RESTARTS), worker == null ? 0 : worker.restarts());
    control.setPlain(at(i, ROLES), worker == null ? 0 : rolesOf(worker));
    control.setPlain(at(i, PUTS), 0);
    control.setPlain(at(i, DONES), 0);
    control.setPlain(at(i, HEARTBEAT), System.nanoTime());
    // Release: pairs with the acquire in user(); who sees the entry used sees its fields.
    control.set(at(i, USED), incarnation);
    return incarnation;
  }

  /* Not CONSUMER yet: while it opens the queue, which may take a second, it takes no tasks. */
  private static long rolesOf(WorkerIdentity worker) {
    return IS_WORKER | (worker.supervised() ? SUPERVISED : 0);
  }

  /* Two supervisors may choose the same number; each learns from the list which one was given. */
  private int workerNumber(WorkerIdentity worker, IntPredicate exists) {
    int wanted = worker.number();
    OptionalLong owner = wanted == 0 ? OptionalLong.empty() : owner(wanted, exists);
    if (owner.isPresent() && !worker.supervised()) {
      throw new QueueOpenException(
          "worker number %d is taken by pid %d; choose another with --worker, or leave it out to be"
                  .formatted(wanted, owner.getAsLong())
              + " given the lowest free one");
    }
    return wanted != 0 && owner.isEmpty()
        ? wanted
        : IntStream.iterate(1, n -> n + 1)
            .filter(n -> owner(n, exists).isEmpty())
            .findFirst()
            .orElseThrow();
  }

  /** The pid of the live worker with this number. */
  private OptionalLong owner(int number, IntPredicate exists) {
    return IntStream.range(0, size())
        .filter(i -> user(i) != 0 && worker(i) == number && exists.test(i))
        .mapToLong(this::pid)
        .findFirst();
  }

  /** Frees entry i if this incarnation still uses it. */
  public void unlist(int i, long incarnation) {
    control.compareAndSet(at(i, USED), incarnation, 0);
  }

  /**
   * The number of the death of entry i's user.
   *
   * @return 0 if it has none yet, -1 if the entry has another user
   */
  public long deathNumber(int i, long incarnation) {
    long word = control.get(at(i, DEATH));
    return word >>> NUMBER_BITS == (incarnation & NUMBER_MASK) ? word & NUMBER_MASK : -1;
  }

  /**
   * Gives the death of entry i's user this number, unless it has one; returns as {@link
   * #deathNumber}.
   */
  public long numberDeath(int i, long incarnation, long number) {
    long unnumbered = incarnation << NUMBER_BITS;
    control.compareAndSet(at(i, DEATH), unnumbered, unnumbered | (number & NUMBER_MASK));
    return deathNumber(i, incarnation);
  }

  public void beat(int i) {
    control.setRelease(at(i, HEARTBEAT), System.nanoTime());
  }

  /** How long process i has given no sign of life. */
  public long silentNanos(int i) {
    return System.nanoTime() - control.get(at(i, HEARTBEAT));
  }

  /** Adds a role; the others stay, also those that another thread adds at the same time. */
  public void addRole(int i, long role) {
    if (!hasRole(i, role)) {
      control.setBits(at(i, ROLES), role);
    }
  }

  /** Whether process i has put or taken, or is a worker. */
  public boolean hasAnyRole(int i) {
    return control.get(at(i, ROLES)) != 0;
  }

  public boolean hasRole(int i, long role) {
    return (control.get(at(i, ROLES)) & role) != 0;
  }

  public long pid(int i) {
    return control.get(at(i, PID));
  }

  /** The namespace in which {@link #pid} has its meaning. */
  public long pidNamespace(int i) {
    return control.get(at(i, PID_NAMESPACE));
  }

  /** Whether /proc shows the very process that uses entry i, alive. */
  public boolean isShown(int i) {
    return PidNamespace.isShown(pidNamespace(i))
        && ProcFs.isAlive(pid(i), control.get(at(i, START_TIME)));
  }

  /** The worker number of process i, or 0. */
  public int worker(int i) {
    return (int) control.get(at(i, WORKER));
  }

  public int restarts(int i) {
    return (int) control.get(at(i, RESTARTS));
  }

  public long puts(int i) {
    return control.get(at(i, PUTS));
  }

  public void countPut(int i) {
    // One thread of the process at a time, that which holds the put lock.
    control.setRelease(at(i, PUTS), control.getPlain(at(i, PUTS)) + 1);
  }

  public long dones(int i) {
    return control.get(at(i, DONES));
  }

  public void countDone(int i) {
    control.add(at(i, DONES), 1);
  }

  private static int at(int i, int field) {
    return ControlLayout.process(i) + field;
  }
}
