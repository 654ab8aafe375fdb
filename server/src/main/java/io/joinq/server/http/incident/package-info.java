/** The routes that replay the incident. */
package io.joinq.server.http.incident;
