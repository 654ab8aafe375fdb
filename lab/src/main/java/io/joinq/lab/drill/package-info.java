/**
 * Measures supervision against its bars: kills, crash loops, poison and hangs are done to a real
 * server with real workers, and what came of them is held against what is promised.
 */
package io.joinq.lab.drill;
