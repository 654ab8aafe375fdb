/** The log of tasks on Chronicle Queue: segments, records, large payloads and the checkpoint. */
package io.joinq.queue.chronicle.log;
