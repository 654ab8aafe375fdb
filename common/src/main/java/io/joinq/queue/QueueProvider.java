package io.joinq.queue;

import java.net.URI;

/**
 * An engine. Found through {@link java.util.ServiceLoader}; called from the static methods of
 * {@link JoinableQueue} only.
 */
public interface QueueProvider {
  /** The URL scheme that this engine serves, in lower case. */
  String scheme();

  /**
   * @see JoinableQueue#open
   */
  JoinableQueue open(QueueConfig config);

  /**
   * @see JoinableQueue#inspect
   */
  QueueStatus inspect(URI url);

  /**
   * @see JoinableQueue#examine
   */
  Examination examine(URI url);

  /**
   * @see JoinableQueue#verify
   */
  DamageReport verify(URI url);

  /**
   * @see JoinableQueue#repair
   */
  DamageReport repair(QueueConfig config);
}
