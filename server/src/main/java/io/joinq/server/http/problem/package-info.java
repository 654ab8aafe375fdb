/** Errors as clients see them: problem details of RFC 9457. */
package io.joinq.server.http.problem;
