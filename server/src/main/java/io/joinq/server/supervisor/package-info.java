/**
 * Keeps the worker processes of this server alive: starts them, sees them die, starts them anew and
 * takes them along when the server stops. It knows how to start a worker, not what one does.
 */
package io.joinq.server.supervisor;
