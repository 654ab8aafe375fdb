/**
 * The two listeners. The public one hands every request to the event loop and takes its answer from
 * there; the admin one never touches the loop. Handlers make a {@link
 * io.joinq.server.http.problem.Reply}, which a thread of the listener writes.
 */
package io.joinq.server.http;
