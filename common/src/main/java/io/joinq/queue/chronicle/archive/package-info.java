/** What is kept of tasks that have ended: results, failures and dead letters, one file each. */
package io.joinq.queue.chronicle.archive;
