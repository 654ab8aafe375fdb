package io.joinq.server.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class HostNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:8002",
        "127.9.9.9",
        "localhost:1",
        "LOCALHOST",
        "[::1]:8002",
        "::1"
      })
  void knowsThisMachine(String host) {
    assertThat(HostName.of(host).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "::",
        "10.0.0.1:8002",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8002",
        "1127.0.0.1",
        "",
        "[::1"
      })
  void isNotFooledByNamesLikeIt(String host) {
    assertThat(HostName.of(host).isLoopback()).isFalse();
  }
}
