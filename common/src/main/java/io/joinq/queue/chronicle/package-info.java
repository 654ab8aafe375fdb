/**
 * The engine for one host: processes share a mapped control file, which holds all that changes, and
 * a Chronicle Queue, which holds the tasks. {@link io.joinq.queue.chronicle.control.ControlLayout}
 * is the format, {@link io.joinq.queue.chronicle.control.SlotState} the life of a lease, {@link
 * io.joinq.queue.chronicle.failpoint.FailPoint} every place where a process may die.
 */
package io.joinq.queue.chronicle;
