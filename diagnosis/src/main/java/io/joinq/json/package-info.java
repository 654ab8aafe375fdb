/**
 * What is shown of the queue, its workers and its tasks as JSON: the same to HTTP clients and on
 * the command line. Names are snake_case, times ISO 8601 UTC, durations end in {@code _ms}.
 */
package io.joinq.json;
