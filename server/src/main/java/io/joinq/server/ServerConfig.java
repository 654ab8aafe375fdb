package io.joinq.server;

import io.joinq.queue.QueueConfig;
import io.joinq.server.put.PutConfig;
import io.joinq.server.supervisor.SupervisorConfig;
import io.joinq.server.supervisor.WorkerCommand;

/**
 * The configuration of a server.
 *
 * @param records where the server writes down what happens
 * @param supervisor without workers leaves these to others
 */
public record ServerConfig(
    QueueConfig queue,
    PutConfig put,
    HandlersConfig handlers,
    ListenConfig listen,
    RecordsFolder records,
    SupervisorConfig supervisor,
    WorkerCommand workerCommand) {}
