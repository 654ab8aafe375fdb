/**
 * The command line that run.sh calls. Commands that look at a queue or send signals do it here;
 * those that run a server or a worker are those modules' own.
 */
package io.joinq.cli;
