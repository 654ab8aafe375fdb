/**
 * The protocol between processes: how tasks are put, claimed, finished, cancelled and taken back
 * from processes that died.
 */
package io.joinq.queue.chronicle.protocol;
