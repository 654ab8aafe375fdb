package io.joinq.options;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueProvider;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerIdentity;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Options of processes that open the queue. */
public final class QueueOptions {
  @Option(
      names = "--queue",
      paramLabel = "URL",
      defaultValue = "chronicle:./data/queue",
      description = "The queue (default: ${DEFAULT-VALUE}).")
  private String queue = "chronicle:./data/queue";

  @Option(
      names = "--capacity",
      paramLabel = "N",
      description =
          "Tasks that may be put and not yet claimed. Left out: as the queue has it; "
              + QueueConfig.DEFAULT_CAPACITY
              + " for a new one.")
  private Integer capacity;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      defaultValue = "" + QueueConfig.DEFAULT_MAX_ATTEMPTS,
      description = "Deliveries before a task becomes a dead letter (default: ${DEFAULT-VALUE}).")
  private int maxAttempts = QueueConfig.DEFAULT_MAX_ATTEMPTS;

  @Option(
      names = "--lease-timeout",
      paramLabel = "D",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description =
          "A worker silent for this long loses its task to another (default: ${DEFAULT-VALUE}).")
  private Duration leaseTimeout = QueueConfig.DEFAULT_LEASE_TIMEOUT;

  @Option(
      names = "--max-payload",
      paramLabel = "SIZE",
      defaultValue = "16MiB",
      converter = SizeConverter.class,
      description = "Maximum size of a payload and of a result (default: ${DEFAULT-VALUE}).")
  private long maxPayload = QueueConfig.DEFAULT_MAX_PAYLOAD;

  @Option(
      names = "--sync",
      description =
          "A put returns only once its task is on the disk, so that it survives a failure of the"
              + " power too.")
  private boolean sync;

  /**
   * Where the queue is. Blanks and other characters that a URL would have to escape may stand as
   * they are, as the names of folders have them.
   *
   * @throws UsageException if what was given names no engine
   */
  public URI url() {
    int colon = queue.indexOf(':');
    if (colon < 1 || colon == queue.length() - 1) {
      throw new UsageException(
          "--queue '" + queue + "' has no engine or no place; write chronicle:DIR");
    }
    URI url;
    try {
      url = new URI(queue);
    } catch (URISyntaxException unescaped) {
      url = escaped(queue.substring(0, colon), queue.substring(colon + 1));
    }
    try {
      QueueProvider.of(url);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    return url;
  }

  private URI escaped(String scheme, String place) {
    try {
      return new URI(scheme, place, null);
    } catch (URISyntaxException e) {
      throw new UsageException(
          "--queue '" + queue + "' is not a URL: " + e.getReason() + "; write chronicle:DIR", e);
    }
  }

  /**
   * What the queue is opened with.
   *
   * @throws UsageException if a value is out of its range
   */
  public QueueConfig toConfig() {
    try {
      QueueConfig config =
          QueueConfig.of(url())
              .withMaxAttempts(maxAttempts)
              .withLeaseTimeout(leaseTimeout)
              .withMaxPayload(maxPayload)
              .withSync(sync);
      return capacity == null ? config : config.withCapacity(capacity);
    } catch (UsageException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * Opens the queue.
   *
   * @throws UsageException if a value is out of its range, or no engine serves the URL
   * @throws io.joinq.queue.QueueOpenException as {@link JoinableQueue#open}
   */
  public JoinableQueue open() {
    return open(toConfig());
  }

  /** As {@link #open()}, for a process that is a worker. */
  public JoinableQueue open(WorkerIdentity worker) {
    return open(toConfig().withWorker(worker));
  }

  private static JoinableQueue open(QueueConfig config) {
    try {
      return JoinableQueue.open(config);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * Reads the queue's status without opening it.
   *
   * @throws UsageException if no engine serves the URL
   * @throws io.joinq.queue.QueueOpenException as {@link QueueAdmin#inspect}
   */
  public QueueStatus inspect() {
    try {
      return QueueAdmin.inspect(url());
    } catch (IllegalArgumentException e) {
      throw e instanceof UsageException ? e : new UsageException(e.getMessage(), e);
    }
  }

  /** The capacity that was asked for; empty takes what the queue has. */
  public OptionalInt capacity() {
    return capacity == null ? OptionalInt.empty() : OptionalInt.of(capacity);
  }

  /** The arguments that give another process the same options. */
  public List<String> toArguments() {
    List<String> arguments = new ArrayList<>(List.of("--queue", queue));
    if (capacity != null) {
      arguments.addAll(List.of("--capacity", capacity.toString()));
    }
    arguments.addAll(List.of("--max-attempts", Integer.toString(maxAttempts)));
    arguments.addAll(List.of("--lease-timeout", DurationConverter.format(leaseTimeout)));
    arguments.addAll(List.of("--max-payload", SizeConverter.format(maxPayload)));
    if (sync) {
      arguments.add("--sync");
    }
    return arguments;
  }
}
