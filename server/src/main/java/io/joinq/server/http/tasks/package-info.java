/** The routes that accept tasks and report on them. */
package io.joinq.server.http.tasks;
