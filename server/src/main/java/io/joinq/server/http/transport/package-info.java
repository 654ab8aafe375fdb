/** Connections, threads and request filters below the routes. */
package io.joinq.server.http.transport;
