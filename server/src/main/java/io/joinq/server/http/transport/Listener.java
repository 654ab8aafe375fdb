package io.joinq.server.http.transport;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinException;
import io.javalin.util.JavalinLogger;
import io.joinq.server.http.problem.ProblemMapper;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.security.Endpoint;
import io.joinq.server.http.security.Limits;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP port with its own thread pool. */
public final class Listener {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);
  private static final long STOP_MILLIS = 500;
  private static final int LEAST_THREADS = 8;
  // Kept-alive connections that carry no request need not be waited for.
  private static final long IDLE_AT_STOP_MILLIS = 50;
  // Once no more connections are accepted, those that do nothing must make room.
  private static final long IDLE_WHEN_MANY_MILLIS = 1_000;

  private final Endpoint endpoint;
  private final QueuedThreadPool threads;
  private final SlowClients slow;
  private final Javalin javalin;

  /**
   * @param threads of its own; started and stopped with it
   */
  public Listener(
      Endpoint endpoint,
      QueuedThreadPool threads,
      List<Route> routes,
      RequestFilter requestFilter,
      SlowClients slow) {
    this.endpoint = endpoint;
    this.slow = slow;
    this.threads = threads;
    javalin = Javalin.create(config -> configure(config, routes, requestFilter));
  }

  /**
   * @param most threads, those that wait for connections included
   */
  public static QueuedThreadPool pool(String name, int most) {
    QueuedThreadPool threads = new QueuedThreadPool(most, Math.min(LEAST_THREADS, most));
    threads.setName("http-" + name);
    threads.setDaemon(true);
    return threads;
  }

  private void configure(JavalinConfig config, List<Route> routes, RequestFilter requestFilter) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.prefer405over404 = true;
    // A request may be suspended for as long as the loop is stalled: no time limit here.
    config.http.asyncTimeout = 0;
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(Limits.MOST_HEADER_BYTES);
          http.addCustomizer(new NoWebSockets());
        });
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(STOP_MILLIS);
          server.setStopAtShutdown(false);
          server.setErrorHandler(new TransportErrors());
          server.setHandler(new UnreadBodies(slow));
        });
    config.jetty.addConnector(this::connector);
    config.routes.before(requestFilter::pass);
    ProblemMapper.addTo(config.routes);
    for (Route route : routes) {
      HandlerType method = HandlerType.findOrCreate(route.method());
      config.routes.addHttpHandler(method, route.path(), route.handler());
      if (route.servesHead()) {
        // Jetty leaves out the body.
        config.routes.addHttpHandler(HandlerType.HEAD, route.path(), route.handler());
      }
    }
  }

  private Connector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(endpoint.bind());
    connector.setPort(endpoint.port());
    connector.setIdleTimeout(endpoint.limits().idle().toMillis());
    NetworkConnectionLimit most =
        new NetworkConnectionLimit(endpoint.limits().connections(), connector);
    most.setEndPointIdleTimeout(IDLE_WHEN_MANY_MILLIS);
    connector.addBean(most);
    slow.watch(connector);
    connector.setShutdownIdleTimeout(IDLE_AT_STOP_MILLIS);
    return connector;
  }

  /** The threads of this listener, for writing what others have made ready. */
  public Executor threads() {
    return threads;
  }

  /**
   * @throws ListenException if the port is taken or may not be bound
   */
  public void start() {
    try {
      // What it would log of a failure is thrown.
      JavalinLogger.enabled = false;
      javalin.start();
    } catch (JavalinBindException e) {
      throw new ListenException(endpoint, e);
    } finally {
      JavalinLogger.enabled = true;
    }
  }

  /** Method and path of each handler registered with Javalin. */
  public Set<String> registered() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public String url() {
    return endpoint.url(javalin.port());
  }

  /** Stops accepting, gives open requests half a second, then drops them. */
  public void stop() {
    try {
      javalin.stop();
    } catch (JavalinException e) {
      log.warn("{} listener: requests were open when it stopped", endpoint.name());
    } finally {
      slow.close();
    }
  }
}
