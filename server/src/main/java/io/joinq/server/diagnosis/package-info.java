/** The diagnosis that a running server makes of itself. */
package io.joinq.server.diagnosis;
