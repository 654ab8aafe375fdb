/**
 * The event loop: one thread, a ready queue, timers, and handlers that suspend on futures. It knows
 * nothing of HTTP or of the queue.
 */
package io.joinq.server.loop;
