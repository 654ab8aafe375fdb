/** The routes of the admin listener. */
package io.joinq.server.http.admin;
