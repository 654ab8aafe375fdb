package io.joinq.server.loop;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects stalls of the handlers from its own thread. Reports a stall once with its stack, then at
 * growing intervals, and once more when it ends.
 *
 * <p>Stalled is what makes no progress: an event loop that is inside one callback for longer than
 * the threshold; or a line of ready callbacks from which nothing has been taken for so long,
 * because every thread is held.
 */
public final class Watchdog implements AutoCloseable {
  public static final Duration STALL_THRESHOLD = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final int LOOKS_PER_THRESHOLD = 10;
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  private final Handlers handlers;
  private final LoopProbe pulse;
  private final Duration threshold;
  private final List<StallListener> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "watchdog");
  private volatile boolean closed;
  // Belong to the thread. Null while there is no stall.
  private Stall told;
  private Duration tellAgainAt = Duration.ZERO;

  public Watchdog(Handlers handlers, Duration threshold) {
    this.handlers = handlers;
    this.threshold = threshold;
    pulse = new LoopProbe(handlers);
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public void add(StallListener listener) {
    listeners.add(listener);
  }

  /**
   * How long handlers have been waiting for their turn without any progress; any thread may ask.
   */
  public Duration stalledFor() {
    return Duration.ofNanos(Math.max(handlers.heldUp().toNanos(), pulse.stuckNanos()));
  }

  /** Whether that is longer than the threshold; any thread may ask. */
  public boolean isStalled() {
    return stalledFor().compareTo(threshold) > 0;
  }

  /** The stall there is now, if it is longer than the threshold; any thread may ask. */
  public Optional<Stall> stall() {
    Duration length = stalledFor();
    if (length.compareTo(threshold) <= 0) {
      return Optional.empty();
    }
    List<String> stack = Arrays.stream(handlers.stack()).map(Stall::frame).toList();
    return Optional.of(new Stall(handlers.where(), handler(), length, stack));
  }

  /** The name of the handler that has been running for longest. */
  public String handler() {
    return handlers.running().map(Handlers.Running::name).orElse("no handler");
  }

  /** How long callbacks wait for their turn. */
  public LagHistogram.Summary lag() {
    return handlers.lag().summary();
  }

  private void run() {
    while (!closed) {
      try {
        pulse.send();
        look();
        TimeUnit.NANOSECONDS.sleep(threshold.toNanos() / LOOKS_PER_THRESHOLD);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        log.error("the watchdog failed to check", e);
      }
    }
  }

  private void look() {
    Optional<Stall> now = stall();
    if (now.isPresent() && isNew(now.get())) {
      end();
      begin(now.get());
    } else if (now.isPresent()) {
      goOn(now.get());
    } else {
      end();
    }
  }

  /** Between two looks one stall may have ended and another have grown past the threshold. */
  private boolean isNew(Stall now) {
    return told == null || now.length().compareTo(told.length()) < 0;
  }

  private void begin(Stall stall) {
    told = stall;
    tellAgainAt = threshold.multipliedBy(4);
    log.warn("{}; it is at\n    {}", stall, String.join("\n    ", stall.stack()));
    tell(listener -> listener.began(stall));
  }

  private void goOn(Stall stall) {
    told = told.lasting(stall.length());
    if (stall.length().compareTo(tellAgainAt) < 0) {
      return;
    }
    Duration silence =
        stall.length().compareTo(LONGEST_SILENCE) < 0 ? stall.length() : LONGEST_SILENCE;
    tellAgainAt = stall.length().plus(silence);
    log.warn("still, {}", stall);
    tell(listener -> listener.goesOn(stall));
  }

  private void end() {
    if (told == null) {
      return;
    }
    Stall over = told;
    told = null;
    log.warn(
        "{} goes on after about {} ms inside {}",
        over.where(),
        over.length().toMillis(),
        over.handler());
    tell(listener -> listener.ended(over));
  }

  private void tell(Consumer<StallListener> word) {
    for (StallListener listener : listeners) {
      try {
        word.accept(listener);
      } catch (RuntimeException | Error e) {
        log.error("{} failed to act on a stall", listener, e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
