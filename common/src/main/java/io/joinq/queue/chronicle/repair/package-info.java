/** Finds damage in the files of a queue and repairs it. */
package io.joinq.queue.chronicle.repair;
