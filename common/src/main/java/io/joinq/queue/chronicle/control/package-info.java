/**
 * The control file: its layout, the words in it, and access to each with the right memory ordering.
 * Makes no decisions; the protocol does.
 */
package io.joinq.queue.chronicle.control;
