package io.joinq.cli.chaos;

/** What a child of the chaos run does, and the main class that does it. */
enum Role {
  PRODUCER("io.joinq.cli.chaos.ChaosProducer"),
  WORKER("io.joinq.cli.chaos.ChaosWorker"),
  SERVER("io.joinq.cli.chaos.ChaosServer");

  private final String mainClass;

  Role(String mainClass) {
    this.mainClass = mainClass;
  }

  String mainClass() {
    return mainClass;
  }
}
