/**
 * What has happened to the server and its workers: one log of events, kept in memory, in a file of
 * bounded size, and told to whoever follows it. It knows nothing of who publishes.
 */
package io.joinq.server.events;
