/**
 * How the server puts a task: the strategies that the incident is compared with, what to do when
 * the queue is full, and how soon to come back. It runs on the event loop and knows nothing of
 * HTTP.
 */
package io.joinq.server.put;
