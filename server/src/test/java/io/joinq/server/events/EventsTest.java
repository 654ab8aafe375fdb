package io.joinq.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("fast")
@Timeout(30)
class EventsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T01:02:03.456789Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Events events = new Events(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void writesAnEventAsOneFlatObject() {
    Event event = events.publish(EventKind.WORKER_DIED, Map.of("worker", 3));

    assertThat(event.toMap().toString())
        .isEqualTo(
            "{id=" + event.id() + ", at=2026-11-25T01:02:03.456Z, event=worker_died, worker=3}");
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    Event event = events.publish(EventKind.WORKER_DIED, "task_id", null);

    assertThat(event.fields()).isEmpty();
  }

  @Test
  void keepsTheNewest() {
    IntStream.range(0, Events.KEPT + 7)
        .forEach(i -> events.publish(EventKind.WORKER_STARTED, "worker", i));

    assertThat(events.recent()).hasSize(Events.KEPT);
    assertThat(events.recent().get(0).fields()).containsEntry("worker", 7);
  }

  @Test
  void continuesAfterTheEventThatIsNamed() {
    Event first = events.publish(EventKind.SERVER_STARTED);
    Event second = events.publish(EventKind.SERVER_STOPS);

    assertThat(events.after(first.id())).containsExactly(second);
    assertThat(events.after(second.id())).isEmpty();
  }

  @Test
  void tellsEverythingToOneWhoNamesAnEventThatIsNotThere() {
    Event first = events.publish(EventKind.SERVER_STARTED);

    assertThat(events.after(first.id() + 1_000)).containsExactly(first);
  }

  @Test
  void givesHigherIdsInALaterLife() {
    Event before = events.publish(EventKind.SERVER_STARTED);
    Events later = new Events(Clock.offset(Clock.fixed(NOW, ZoneOffset.UTC), PATIENCE));

    assertThat(later.publish(EventKind.SERVER_STARTED).id()).isGreaterThan(before.id());
  }

  @Test
  void wakesThoseWhoWait() {
    CompletableFuture<List<Event>> news =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return events.await(0, PATIENCE);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });

    Event event = events.publish(EventKind.GAVE_UP);

    assertThat(news.join()).containsExactly(event);
  }

  @Test
  void waitsNoLongerThanItIsTold() throws InterruptedException {
    assertThat(events.await(events.lastId(), Duration.ofMillis(20))).isEmpty();
  }
}
