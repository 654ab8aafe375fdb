/**
 * The queue as its users see it: a bounded, joinable work queue shared by processes. It knows no
 * engine; engines implement {@link io.joinq.queue.QueueProvider} and are found by the scheme of the
 * queue's URL.
 */
package io.joinq.queue;
