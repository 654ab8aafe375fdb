package io.joinq.diagnosis;

import io.joinq.queue.WorkerStatus;

/** Reads the stacks of a worker. */
@FunctionalInterface
interface WorkerStacks {
  /** Bounded in time. Never to be called for a process that is stopped: it would not answer. */
  WorkerStack read(WorkerStatus worker) throws InterruptedException;
}
