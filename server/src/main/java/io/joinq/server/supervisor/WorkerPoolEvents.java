package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import io.joinq.server.events.EventKind;
import io.joinq.server.events.Events;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes and logs what the supervisor sees and does. */
final class WorkerPoolEvents {
  private static final Logger log = LoggerFactory.getLogger(WorkerPoolEvents.class);

  /** Maximum number of held tasks that an event names. */
  private static final int MOST_TASKS = 16;

  /** A worker that is not there any more, until another claims. */
  private record Gap(long pid, long nanos) {}

  private final Events events;
  private final Deque<Gap> gaps = new ArrayDeque<>();

  WorkerPoolEvents(Events events) {
    this.events = events;
  }

  void started(WorkerSlot slot) {
    publish(EventKind.WORKER_STARTED, slot, Map.of("restarts", slot.restarts()));
    log.info("worker {} started, pid {}, restarts {}", slot.number(), pid(slot), slot.restarts());
  }

  /** The first gap is closed by the first that claims after it. */
  void claims(WorkerSlot slot, long nowNanos) {
    Map<String, Object> facts = new LinkedHashMap<>();
    Gap gap = gaps.pollFirst();
    if (gap != null) {
      facts.put("replaces_pid", gap.pid);
      facts.put("gap_ms", (nowNanos - gap.nanos) / 1_000_000);
    }
    publish(EventKind.WORKER_CLAIMS, slot, facts);
    log.info("worker {} claims, pid {} {}", slot.number(), pid(slot), facts);
  }

  /** The wanted number of workers claims: the next one to claim replaces none. */
  void noneIsMissing() {
    gaps.clear();
  }

  /** A worker that counted is lost without another being there. */
  void lost(WorkerSlot slot, long nowNanos) {
    gaps.addLast(new Gap(pid(slot), nowNanos));
  }

  void died(WorkerSlot slot, String how, List<TaskId> held) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("died_of", how);
    putTasks(facts, held);
    facts.put("last_lines", slot.process().lastLines());
    publish(EventKind.WORKER_DIED, slot, facts);
    log.warn("worker {} died, pid {}: {}", slot.number(), pid(slot), facts);
  }

  /** The oldest by itself, as most have no other. */
  private static void putTasks(Map<String, Object> facts, List<TaskId> held) {
    if (!held.isEmpty()) {
      facts.put("task_id", held.get(0).toString());
    }
    if (held.size() > 1) {
      facts.put("task_ids", held.stream().limit(MOST_TASKS).map(TaskId::toString).toList());
    }
    if (held.size() > MOST_TASKS) {
      facts.put("more_tasks", held.size() - MOST_TASKS);
    }
  }

  void startFailed(WorkerSlot slot, String how) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("died_of", how);
    if (slot.process() != null) {
      facts.put("last_lines", slot.process().lastLines());
    }
    publish(EventKind.WORKER_START_FAILED, slot, facts);
    log.warn("worker {} could not start, pid {}: {}", slot.number(), pid(slot), facts);
  }

  void hung(WorkerSlot slot, String why, String dump) {
    Map<String, Object> facts = new LinkedHashMap<>();
    slot.endingTask().ifPresent(id -> facts.put("task_id", id.toString()));
    facts.put("reason", why);
    facts.put("dump", dump);
    publish(EventKind.WORKER_HUNG, slot, facts);
    log.warn("worker {} hangs, pid {}: {}", slot.number(), pid(slot), facts);
  }

  void replaced(WorkerSlot slot, String why) {
    Map<String, Object> facts = new LinkedHashMap<>();
    slot.endingTask().ifPresent(id -> facts.put("task_id", id.toString()));
    facts.put("reason", why);
    publish(EventKind.WORKER_REPLACED, slot, facts);
    log.warn("worker {} is replaced, pid {}: {}", slot.number(), pid(slot), facts);
  }

  void drains(WorkerSlot slot, String why) {
    publish(EventKind.WORKER_DRAINS, slot, Map.of("reason", why));
    log.info("worker {} is asked to end, pid {}: {}", slot.number(), pid(slot), why);
  }

  void ended(WorkerSlot slot, String how, List<TaskId> held) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("ended_with", how);
    facts.put("reason", slot.ending());
    putTasks(facts, held);
    publish(EventKind.WORKER_ENDED, slot, facts);
    log.info("worker {} ended, pid {}: {}", slot.number(), pid(slot), facts);
  }

  void gaveUp(int deaths, String why, RestartIntensity intensity) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("deaths", deaths);
    facts.put("restart_window_ms", intensity.restartWindow().toMillis());
    facts.put("reason", why);
    events.publish(EventKind.GAVE_UP, facts);
    log.error(
        "gave up: {}, more than --max-restarts {}; fix the cause, then run ./run.sh resume-workers",
        why,
        intensity.maxRestarts());
  }

  void resumed() {
    gaps.clear();
    events.publish(EventKind.RESUMED);
    log.info("workers are started again");
  }

  void scaled(int from, int to, String why) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("from", from);
    facts.put("to", to);
    facts.put("reason", why);
    events.publish(EventKind.SCALED, facts);
    log.info("scaled from {} to {} workers: {}", from, to, why);
  }

  private void publish(EventKind kind, WorkerSlot slot, Map<String, ?> more) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("worker", slot.number());
    facts.put("pid", slot.process() == null ? null : pid(slot));
    facts.putAll(more);
    events.publish(kind, facts);
  }

  private static long pid(WorkerSlot slot) {
    return slot.process() == null ? 0 : slot.process().pid();
  }
}
