package io.joinq.server;

import io.joinq.queue.QueueConfig;
import io.joinq.server.put.PutConfig;
import io.joinq.server.supervisor.WorkerCommand;

/**
 * What a server is made of.
 *
 * @param records where the server writes down what happens
 * @param workers how many to supervise; 0 leaves that to others
 */
public record ServerConfig(
    QueueConfig queue,
    PutConfig put,
    HandlersConfig handlers,
    ListenConfig listen,
    Records records,
    int workers,
    WorkerCommand workerCommand) {
  public static final int MOST_WORKERS = 256;

  public ServerConfig {
    if (workers < 0 || workers > MOST_WORKERS) {
      throw new IllegalArgumentException(
          "--workers must be from 0 to " + MOST_WORKERS + ", not " + workers);
    }
  }
}
