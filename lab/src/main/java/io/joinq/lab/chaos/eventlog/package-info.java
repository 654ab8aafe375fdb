/** The log of one process of a chaos run: its format, writing and reading. */
package io.joinq.lab.chaos.eventlog;
