package io.joinq.lab.chaos;

/** The role of a child in a chaos run, with its main class. */
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
