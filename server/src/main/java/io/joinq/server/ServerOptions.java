package io.joinq.server;

import io.joinq.options.DurationConverter;
import io.joinq.options.HandlerOptions;
import io.joinq.options.QueueOptions;
import io.joinq.options.UsageException;
import io.joinq.server.loop.HandlerMode;
import io.joinq.server.put.PutConfig;
import io.joinq.server.put.PutStrategy;
import io.joinq.server.supervisor.WorkerCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a server, and of its workers if it supervises them. */
public final class ServerOptions {

  @Mixin private QueueOptions queue = new QueueOptions();
  @Mixin private HandlerOptions handler = new HandlerOptions();

  @Option(
      names = "--put",
      paramLabel = "STRATEGY",
      defaultValue = "async",
      description = {
        "How a task is put while the queue is full (default: ${DEFAULT-VALUE}):",
        "blocking = the event loop waits for ever, timed = it waits until the put timeout,"
            + " async = it does not wait."
      })
  private PutStrategy.Kind put = PutStrategy.Kind.ASYNC;

  @Option(
      names = "--put-timeout",
      paramLabel = "D",
      defaultValue = "500ms",
      converter = DurationConverter.class,
      description = "How long a timed or async put waits for room (default: ${DEFAULT-VALUE}).")
  private Duration putTimeout = Duration.ofMillis(500);

  @Option(
      names = "--on-full",
      paramLabel = "POLICY",
      defaultValue = "reject",
      description = {
        "What to do with a task for which there was no room (default: ${DEFAULT-VALUE}):",
        "reject = 503, drop = forget it and say so, retry = ask again within the put timeout, then"
            + " 503."
      })
  private PutStrategy.OnFull onFull = PutStrategy.OnFull.REJECT;

  @Option(
      names = "--handlers",
      paramLabel = "WHERE",
      defaultValue = "loop",
      description = {
        "Where the handlers of the public listener run (default: ${DEFAULT-VALUE}):",
        "loop = all on one thread, the event loop; pool = each on a thread of the listener's pool;"
            + " virtual = each on a virtual thread (JDK 21 or later)."
      })
  private HandlerMode handlers = HandlerMode.LOOP;

  @Option(
      names = "--pool-threads",
      paramLabel = "N",
      defaultValue = "" + HandlersConfig.DEFAULT_POOL_THREADS,
      description =
          "Threads of the listener with --handlers pool (default: ${DEFAULT-VALUE}, as Javalin has"
              + " it).")
  private int poolThreads = HandlersConfig.DEFAULT_POOL_THREADS;

  @Mixin private SupervisionOptions supervision = new SupervisionOptions();

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = ListenConfig.LOOPBACK,
      description = "The address to listen on (default: ${DEFAULT-VALUE}).")
  private String bind = ListenConfig.LOOPBACK;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "" + ListenConfig.DEFAULT_PORT,
      description = "The public port; 0 = any free one (default: ${DEFAULT-VALUE}).")
  private int port = ListenConfig.DEFAULT_PORT;

  @Option(
      names = "--admin-port",
      paramLabel = "N",
      defaultValue = "" + ListenConfig.DEFAULT_ADMIN_PORT,
      description = "The admin port; 0 = any free one (default: ${DEFAULT-VALUE}).")
  private int adminPort = ListenConfig.DEFAULT_ADMIN_PORT;

  @Option(
      names = "--admin-token",
      paramLabel = "TOKEN",
      description =
          "Token required by admin requests that change something; better given as JOINQ_ADMIN_TOKEN,"
              + " which no process list shows.")
  private String adminToken;

  @Option(
      names = "--records",
      paramLabel = "DIR",
      description =
          "Folder for the event log and for the thread dumps of hung workers (default: beside the"
              + " queue, as in ./data/queue.records).")
  private Path records;

  /**
   * @throws UsageException if options contradict each other or are out of their range
   */
  ServerConfig toConfig() {
    handler.validate();
    try {
      return new ServerConfig(
          queue.toConfig(),
          new PutConfig(put, putTimeout, onFull),
          new HandlersConfig(handlers, poolThreads),
          new ListenConfig(bind, port, adminPort, Optional.ofNullable(adminToken)),
          whereToRecord(),
          supervision.toConfig(
              handler.taskTimeout(), queue.toConfig().leaseTimeout(), whereToRecord().dumps()),
          workerCommand());
    } catch (UsageException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  HandlerOptions handler() {
    return handler;
  }

  private RecordsFolder whereToRecord() {
    return records == null ? RecordsFolder.of(queue.url()) : new RecordsFolder(records);
  }

  private WorkerCommand workerCommand() {
    List<String> shared = new ArrayList<>(queue.toArguments());
    shared.addAll(handler.toArguments());
    return new WorkerLaunch(shared);
  }
}
