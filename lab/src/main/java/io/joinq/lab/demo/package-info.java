/**
 * Replays the incident with real processes and real signals, and says what it observed: a worker is
 * killed, and its server freezes or does not, as its put strategy will have it.
 */
package io.joinq.lab.demo;
