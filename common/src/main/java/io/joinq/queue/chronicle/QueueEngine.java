package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLiveness;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.control.WaitQueues;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.files.FileSync;
import io.joinq.queue.chronicle.log.Checkpoint;
import io.joinq.queue.chronicle.log.TaskLog;
import io.joinq.queue.chronicle.protocol.AsyncPuts;
import io.joinq.queue.chronicle.protocol.Cancellations;
import io.joinq.queue.chronicle.protocol.Claimer;
import io.joinq.queue.chronicle.protocol.DeathReports;
import io.joinq.queue.chronicle.protocol.Deliveries;
import io.joinq.queue.chronicle.protocol.LeaseExpiry;
import io.joinq.queue.chronicle.protocol.Producer;
import io.joinq.queue.chronicle.protocol.PutLock;
import io.joinq.queue.chronicle.protocol.Reaper;
import io.joinq.queue.chronicle.protocol.Shutdown;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue as this JVM has it open: the parts of the protocol, put together. All handles of the JVM
 * on one folder share it, because the kernel knows only the process.
 */
final class QueueEngine {
  private static final Logger LOG = LoggerFactory.getLogger(QueueEngine.class);

  private final QueueFiles files;
  private final FolderWatch watch;
  private final ControlFile control;
  private final LeaseSlots slots;
  private final ProcessLocks locks;
  private final ProcessTable processes;
  private final ProcessLiveness liveness;
  private final ConsumerLiveness consumers;
  private final Self self;
  private final WaitQueues waitQueues;
  private final PutLock putLock;
  private final TaskLog log;
  private final Deliveries deliveries;
  private final Claimer claimer;
  private final Producer producer;
  private final Reaper reaper;
  private final LeaseExpiry leaseExpiry;
  private final DeathReports deathReports;
  private final Cancellations cancellations;
  private final AsyncPuts asyncPuts;
  private final Heartbeat heartbeat;
  private final Sweeper sweeper;
  private final Housekeeper housekeeper;
  private final QueueConfig config;
  private final AtomicInteger handles = new AtomicInteger();
  private final CallsInFlight calls = new CallsInFlight();

  /** Null unless a handle of this process is to survive a failure of the power. */
  private volatile Checkpoint checkpoint;

  private long reclaimedBelow = -1;

  /**
   * @param config of the handle that opens it
   */
  QueueEngine(EngineOpener parts, QueueConfig config) {
    this.config = config;
    files = parts.files();
    watch = parts.watch();
    control = parts.control();
    locks = parts.locks();
    self = parts.self();
    log = parts.log();
    slots = new LeaseSlots(control);
    processes = new ProcessTable(control);
    liveness = new ProcessLiveness(processes, this::isHeldByAnother);
    consumers = new ConsumerLiveness(processes, liveness);
    putLock = new PutLock(control, processes, locks, self);
    waitQueues = new WaitQueues(control);
    deliveries = new Deliveries(control, processes, waitQueues, files, log);
    claimer = new Claimer(control, waitQueues, deliveries, log, files, self);
    producer = new Producer(control, putLock, log, files.spills(), waitQueues, processes, self);
    reaper = new Reaper(control, processes, locks, deliveries);
    leaseExpiry = new LeaseExpiry(control, deliveries, claimer, reaper);
    cancellations = new Cancellations(control);
    deathReports = new DeathReports(control, files);
    String name = String.valueOf(files.folder().getFileName());
    asyncPuts = new AsyncPuts(producer, name);
    heartbeat = new Heartbeat(processes, self, name);
    sweeper = new Sweeper(files, control, slots, processes);
    housekeeper = new Housekeeper(this, name);
  }

  /**
   * Keeps a checkpoint from now on, and has the disk know the files that there are.
   *
   * @throws QueueException if the disk fails
   */
  void syncFromNowOn() {
    if (checkpoint == null) {
      FileSync.syncFile(files.control());
      FileSync.syncFolder(files.folder());
      checkpoint = new Checkpoint(files.checkpoint());
      writeCheckpoint();
    }
  }

  void writeCheckpoint() {
    Checkpoint current = checkpoint;
    if (current != null && !watch.isLost()) {
      current.write(Snapshot.lowWater(control, slots), self.process());
    }
  }

  /** Takes over what dead processes left, and starts the threads. */
  void start() {
    heartbeat.start();
    reaper.reapTheDead(self.process());
    housekeeper.start();
  }

  /** Says which queue this is, and whether its folder still is. */
  FolderWatch watch() {
    return watch;
  }

  /** Ends everything that waits once the folder is lost; nothing may be done by path then. */
  void lookForFolder() {
    if (watch.findsLoss()) {
      LOG.error("{} was deleted, renamed or replaced; all puts and takes fail from now on", this);
      waitQueues.wakeEverybody();
    }
  }

  QueueFiles files() {
    return files;
  }

  ControlFile control() {
    return control;
  }

  LeaseSlots slots() {
    return slots;
  }

  ProcessTable processes() {
    return processes;
  }

  ProcessLiveness liveness() {
    return liveness;
  }

  /** Whether another process holds the lock of this place in the process table. */
  boolean isHeldByAnother(int process) {
    return process != self.process() && locks.isHeldByAnother(process);
  }

  WaitQueues waitQueues() {
    return waitQueues;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  Claimer claimer() {
    return claimer;
  }

  Producer producer() {
    return producer;
  }

  AsyncPuts asyncPuts() {
    return asyncPuts;
  }

  Cancellations cancellations() {
    return cancellations;
  }

  TaskLog log() {
    return log;
  }

  /** Tells the others that this process puts, or takes. */
  void takeRole(long role) {
    processes.addRole(self.process(), role);
  }

  /** Whether a process that takes tasks shows signs of life. */
  boolean hasLiveConsumer() {
    return consumers.isAnyAlive();
  }

  /** Whether nothing is unfinished, and no dead producer may have left something behind. */
  boolean isIdle() {
    return Snapshot.isIdle(control, slots, putLock);
  }

  /** Takes from the dead and the silent what keeps others waiting. */
  void recover() throws InterruptedException {
    claimer.rescan();
    reaper.reapTheDead(self.process());
    leaseExpiry.revokeTheSilent(config.leaseTimeout().toNanos());
    claimer.passCancelled(config);
    cancellations.settle();
    producer.repairIfBroken();
    if (Shutdown.isDropping(control)) {
      Shutdown.drop(control, claimer::help);
      waitQueues.wakeEverybody();
    }
  }

  /** Withdraws a task; false if it is taken or has ended. */
  boolean cancel(TaskId id) {
    if (id.sequence() >= control.get(APPENDED)) {
      throw new QueueException("cannot cancel " + id + ": it was never put to " + this);
    }
    boolean cancelled = cancellations.cancel(id.sequence(), self.process());
    if (cancelled) {
      claimer.passCancelled(config);
    }
    return cancelled;
  }

  /** Says how a process ended, whether its death was noticed before or not. */
  void reportDeath(long pid, String detail) {
    reaper.reapTheDead(self.process());
    deathReports.report(pid, detail);
  }

  /** Deletes the log's segments in which every task has ended. */
  void reclaim() throws IOException {
    long appended = control.get(APPENDED);
    long low = Math.min(Snapshot.lowWater(control, slots), Math.max(0, appended - 1));
    long segment = low / control.shape().segmentTasks();
    if (segment <= reclaimedBelow) {
      return;
    }
    // Delivery begins at the checkpoint after a reboot; what it needs must not be deleted.
    writeCheckpoint();
    log.delete(low);
    reclaimedBelow = segment;
  }

  /** Deletes what crashed processes left, and results beyond those that are kept. */
  void sweep() throws IOException {
    deathReports.spread();
    sweeper.sweep();
  }

  private void sweepAtEnd() {
    if (!watch.isLost()) {
      sweeper.sweepAtEnd();
    }
  }

  /** Handles of this JVM that are open; changed by {@link EngineRegistry} under its lock. */
  AtomicInteger handles() {
    return handles;
  }

  /** The calls of all its handles and leases. */
  CallsInFlight calls() {
    return calls;
  }

  /** Whether the last handle is closed, no call is inside and no delivery can be ended here. */
  boolean isOrphaned() {
    // In this order: a call that ends may leave a lease.
    return handles.get() == 0
        && calls.isEmpty()
        && (watch.isLost() || slots.oldestLeaseOf(self.process()) < 0);
  }

  /**
   * Closes everything; the registry has no handle left, and no call is inside. A step that fails
   * keeps none of the others from being done: the locks go in any case, and last.
   */
  void close() {
    QueueException failure = null;
    for (Runnable step :
        List.<Runnable>of(
            asyncPuts::close,
            housekeeper::close,
            heartbeat::close,
            this::writeCheckpoint,
            this::sweepAtEnd,
            log::close,
            FailPoint.CLOSE_LOG_CLOSED::reached,
            () -> processes.unlist(self.process(), self.incarnation()),
            FailPoint.CLOSE_UNLISTED::reached,
            locks::close)) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        failure =
            failure == null ? new QueueException("cannot close " + this + ": " + e, e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    LOG.debug("closed {}", this);
  }

  @Override
  public String toString() {
    return "queue " + files.folder();
  }
}
