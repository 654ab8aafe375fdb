/** Who may use a route, and the limits that protect the server. */
package io.joinq.server.http.security;
