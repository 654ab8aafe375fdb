/**
 * Processes of the operating system: the command lines of child JVMs, signals, and what they use.
 */
package io.joinq.process;
