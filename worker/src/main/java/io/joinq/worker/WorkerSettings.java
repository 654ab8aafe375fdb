package io.joinq.worker;

import java.time.Duration;

/**
 * How a worker works.
 *
 * @param threads tasks handled at a time
 * @param taskTimeout the longest time one attempt may take
 * @param leaseTimeout the lease time of the queue, which says how often leases are renewed
 */
record WorkerSettings(int threads, Duration taskTimeout, Duration leaseTimeout) {}
