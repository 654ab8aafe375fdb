package io.joinq.worker;

import java.time.Duration;

/**
 * The settings of a worker.
 *
 * @param threads tasks handled at a time
 * @param taskTimeout the longest time one attempt may take
 * @param tells whether the log has a line for each task
 * @param leaseTimeout the lease time of the queue, which says how often leases are renewed
 */
record WorkerSettings(int threads, Duration taskTimeout, boolean tells, Duration leaseTimeout) {

  /** With a line for each task. */
  WorkerSettings(int threads, Duration taskTimeout, Duration leaseTimeout) {
    this(threads, taskTimeout, true, leaseTimeout);
  }
}
