package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("fast")
class PortOwnerTest {
  private static final long SELF = ProcessHandle.current().pid();

  @ParameterizedTest
  @CsvSource({"0.0.0.0, 127.0.0.1", "127.0.0.1, 127.0.0.1", "127.0.0.2, 127.0.0.2"})
  void tellsWhereAProcessListens(String bound, String told) throws Exception {
    InetAddress[] address = InetAddress.getAllByName(bound);
    try (ServerSocket socket = new ServerSocket(0, 1, address[0])) {
      assertThat(new PortOwner(socket.getLocalPort()).hostOf(SELF)).hasValue(told);
    }
  }

  @Test
  void knowsNothingOfWhoDoesNotListenThere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      assertThat(new PortOwner(port).hostOf(1)).as("another process").isEmpty();
    }
    assertThat(new PortOwner(port).hostOf(SELF)).isEmpty();
  }
}
