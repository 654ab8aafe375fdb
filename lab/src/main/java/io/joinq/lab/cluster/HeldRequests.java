package io.joinq.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Open requests, each on its own connection, without a thread for each. */
public final class HeldRequests implements AutoCloseable {
  private final URI server;
  private final List<Socket> sockets = new ArrayList<>();

  public HeldRequests(URI server) {
    this.server = server;
  }

  public void send(String path, int times) {
    for (int time = 0; time < times; time++) {
      send(path);
    }
  }

  private void send(String path) {
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n";
    try {
      Socket socket = new Socket(server.getHost(), server.getPort());
      sockets.add(socket);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask for " + path, e);
    }
  }

  public int count() {
    return sockets.size();
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }
}
