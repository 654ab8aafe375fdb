package io.joinq.queue;

import java.net.URI;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * An engine, found through {@link java.util.ServiceLoader}. Only the static methods of {@link
 * JoinableQueue} and {@link QueueAdmin} call it.
 */
public interface QueueProvider {
  /** The URL scheme that this engine serves, in lower case. */
  String scheme();

  /**
   * @see JoinableQueue#open
   */
  JoinableQueue open(QueueConfig config);

  /**
   * @see QueueAdmin#inspect
   */
  QueueStatus inspect(URI url);

  /**
   * @see QueueAdmin#examine
   */
  Examination examine(URI url);

  /**
   * @see QueueAdmin#verify
   */
  DamageReport verify(URI url);

  /**
   * @see QueueAdmin#repair
   */
  DamageReport repair(QueueConfig config);

  /**
   * The engine that serves this URL's scheme.
   *
   * @throws IllegalArgumentException if no engine on the class path does
   */
  static QueueProvider of(URI url) {
    TreeSet<String> schemes = new TreeSet<>();
    for (QueueProvider provider : ServiceLoader.load(QueueProvider.class)) {
      if (provider.scheme().equalsIgnoreCase(url.getScheme())) {
        return provider;
      }
      schemes.add(provider.scheme() + ":");
    }
    throw new IllegalArgumentException(
        "no engine for queue '" + url + "'; the engines on the class path serve " + schemes);
  }
}
