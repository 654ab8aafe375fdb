package io.joinq.bench;

/** A measurement in a consumer process; prints one line at its end. Confined to one thread. */
interface Meter {
  static Meter of(Load load) {
    return switch (load.kind()) {
      case THROUGHPUT -> new WindowMeter(load);
      case LATENCY -> new LatencyMeter(load);
    };
  }

  /** A task was taken this moment. */
  void taken(byte[] payload);
}
