package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.options.DurationConverter;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The arguments of a child.
 *
 * @param name unique in the run
 * @param log the file of its {@link EventLog}
 * @param seed of all its random choices
 */
record ChildSetup(
    String name, Path log, URI queue, int maxAttempts, Duration leaseTimeout, long seed) {

  List<String> toArguments() {
    return List.of(
        name,
        log.toString(),
        queue.toString(),
        Integer.toString(maxAttempts),
        DurationConverter.format(leaseTimeout),
        Long.toString(seed));
  }

  static ChildSetup of(String[] arguments) {
    return new ChildSetup(
        arguments[0],
        Path.of(arguments[1]),
        URI.create(arguments[2]),
        Integer.parseInt(arguments[3]),
        DurationConverter.parse(arguments[4]),
        Long.parseLong(arguments[5]));
  }

  private QueueConfig toConfig() {
    return QueueConfig.of(queue).withMaxAttempts(maxAttempts).withLeaseTimeout(leaseTimeout);
  }

  JoinableQueue open() {
    return JoinableQueue.open(toConfig());
  }

  JoinableQueue openAsWorker() {
    return JoinableQueue.open(toConfig().withWorker(WorkerIdentity.BY_HAND));
  }
}
