/**
 * Measures the queue beside CPython's {@code JoinableQueue} and bare Chronicle Queue: the same load
 * between two processes, in turns, within one run.
 */
package io.joinq.bench;
