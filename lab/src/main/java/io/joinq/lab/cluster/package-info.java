/**
 * What a replay or a measurement takes place on: a queue of its own, real processes and their
 * output, and a client that gives up in time.
 */
package io.joinq.lab.cluster;
