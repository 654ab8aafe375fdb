/**
 * How a route is declared: once, with all that it takes and answers. Both what Javalin serves and
 * the OpenAPI document come from that.
 */
package io.joinq.server.http.route;
