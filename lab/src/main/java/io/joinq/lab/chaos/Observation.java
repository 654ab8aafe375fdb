package io.joinq.lab.chaos;

/**
 * Samples of the queue from outside, during the run.
 *
 * @param samples number of samples of the depth
 * @param deepest maximum depth
 * @param mostBytes maximum total size of the queue's files
 * @param mostSegments maximum number of files of its log
 */
record Observation(long samples, long deepest, long mostBytes, long mostSegments) {}
