/** Processes of the operating system: the command lines of child JVMs, and signals. */
package io.joinq.process;
