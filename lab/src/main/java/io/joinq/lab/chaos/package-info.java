/**
 * The chaos run: producers, workers and a server are killed and stopped at random while they share
 * a queue, each writes down outside the queue what it observed, and a checker proves from what was
 * written that nothing was lost.
 *
 * <p>{@link io.joinq.lab.chaos.ChaosRun} goes through the phases, with a {@link
 * io.joinq.lab.chaos.ChildProcesses} of children; {@link io.joinq.lab.chaos.Evidence} is what they
 * wrote and {@link io.joinq.lab.chaos.Checker} what it proves.
 */
package io.joinq.lab.chaos;
