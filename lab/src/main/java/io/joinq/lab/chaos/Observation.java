package io.joinq.lab.chaos;

/**
 * What was seen of the queue from outside while the run went on.
 *
 * @param samples how often the depth was looked at
 * @param deepest the greatest depth of all looks
 * @param mostBytes the greatest length of all files of the queue together
 * @param mostSegments the most files that its log had
 */
record Observation(long samples, long deepest, long mostBytes, long mostSegments) {}
