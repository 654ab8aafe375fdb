package io.joinq.server.put;

import io.joinq.options.DurationConverter;
import io.joinq.server.put.PutStrategy.Kind;
import io.joinq.server.put.PutStrategy.OnFull;
import java.time.Duration;

/**
 * The configuration of puts.
 *
 * @param timeout how long a put waits for room; the blocking strategy has none
 */
public record PutConfig(Kind kind, Duration timeout, OnFull onFull) {
  public static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  public PutConfig {
    if (timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "--put-timeout must be from 0ms to 1h, not " + DurationConverter.format(timeout));
    }
    if (kind == Kind.BLOCKING && onFull != OnFull.REJECT) {
      throw new IllegalArgumentException(
          "--on-full "
              + onFull
              + " contradicts --put blocking, which waits for ever and never finds the queue full;"
              + " use --put timed or --put async");
    }
  }
}
