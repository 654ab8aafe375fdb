package io.joinq.lab.chaos;

/** What a child of the chaos run does, and the main class that does it. */
enum Role {
  PRODUCER("io.joinq.lab.chaos.ChaosProducer"),
  WORKER("io.joinq.lab.chaos.ChaosWorker"),
  SERVER("io.joinq.lab.chaos.ChaosServer");

  private final String mainClass;

  Role(String mainClass) {
    this.mainClass = mainClass;
  }

  String mainClass() {
    return mainClass;
  }
}
