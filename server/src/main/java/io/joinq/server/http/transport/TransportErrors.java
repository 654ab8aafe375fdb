package io.joinq.server.http.transport;

import io.joinq.json.Json;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.Reply;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers requests that are too malformed for any route: not HTTP, no path, unterminated headers.
 */
final class TransportErrors extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    String title = HttpStatus.getMessage(code);
    String type = code == 400 ? "bad-request" : title.toLowerCase(Locale.ROOT).replace(' ', '-');
    String detail = message == null ? title : message;
    Reply reply = Problem.of(code, type, title, detail).toReply();
    RequestFilter.HEADERS.forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
    response.write(true, ByteBuffer.wrap(Json.bytes(reply.body())), callback);
  }
}
