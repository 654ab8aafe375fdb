/** Statistics of measured times, for all commands of the lab. */
package io.joinq.lab.stats;
