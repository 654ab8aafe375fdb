/**
 * The behaviour that every engine of the queue must show, as tests: what Python's {@code
 * multiprocessing.JoinableQueue} does, where we go beyond it, and what has hurt users of other
 * queues. An engine's module extends each abstract class here; {@code docs/conformance.md} says
 * which behaviour is tested where.
 */
package io.joinq.conformance;
