package io.joinq.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipes to the supervisor that started this process, one word per line.
 *
 * <pre>
 * we write   {@value #OPENED}    the queue is open, and nothing is claimed
 *            {@value #CLAIMING}  tasks are claimed from now on
 * we read    {@value #CLAIM}     claim tasks; may come at any time after the start
 *            {@value #HASTE}     the next drain is to be short: the process is killed after it
 *            {@value #FINISH}    claim nothing more, and end when what is handled has ended
 *            the end             the supervisor is gone, however it went
 * </pre>
 */
final class SupervisorPipe {
  static final String OPENED = "opened";
  static final String CLAIMING = "claiming";
  static final String CLAIM = "claim";
  static final String HASTE = "haste";
  static final String FINISH = "finish";
  private static final Logger log = LoggerFactory.getLogger(SupervisorPipe.class);

  private final InputStream orders;
  private final PrintStream reports;
  private final Runnable onHaste;
  private final Runnable onFinish;
  private final Runnable onGone;
  // True to claim, false to end.
  private final CompletableFuture<Boolean> claim = new CompletableFuture<>();

  private SupervisorPipe(
      InputStream orders,
      PrintStream reports,
      Runnable onHaste,
      Runnable onFinish,
      Runnable onGone) {
    this.orders = orders;
    this.reports = reports;
    this.onHaste = onHaste;
    this.onFinish = onFinish;
    this.onGone = onGone;
  }

  /** Begins to listen, with a thread of its own, which calls what is given. */
  static SupervisorPipe listen(
      InputStream orders,
      PrintStream reports,
      Runnable onHaste,
      Runnable onFinish,
      Runnable onGone) {
    SupervisorPipe parent = new SupervisorPipe(orders, reports, onHaste, onFinish, onGone);
    Thread thread = new Thread(parent::read, "parent");
    thread.setDaemon(true);
    thread.start();
    return parent;
  }

  void say(String word) {
    reports.println(word);
    reports.flush();
  }

  /** Blocks until the parent says that tasks are to be claimed; false if it never will. */
  boolean awaitClaim() {
    return claim.join();
  }

  /** Releases who waits for the order to claim: it will not come. */
  void cancelClaim() {
    claim.complete(false);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(orders, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        obey(line);
      }
      log.warn("the process that started this worker is gone; draining");
    } catch (IOException e) {
      log.warn("the pipe to the process that started this worker broke; draining", e);
    }
    onGone.run();
  }

  private void obey(String order) {
    switch (order) {
      case CLAIM -> claim.complete(true);
      case HASTE -> onHaste.run();
      case FINISH -> onFinish.run();
      default -> log.warn("ignored an unknown command of the supervisor: '{}'", order);
    }
  }
}
