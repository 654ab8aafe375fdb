package io.joinq.bench;

/** What a consumer process measures; prints one line when it is done. One thread. */
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
