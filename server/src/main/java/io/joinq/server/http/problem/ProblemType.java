package io.joinq.server.http.problem;

/** The problem types: status, name and title. */
public enum ProblemType {
  BAD_REQUEST(400, "bad-request", "The request cannot be understood"),
  UNAUTHORIZED(401, "unauthorized", "The admin token is needed"),
  CROSS_ORIGIN(403, "cross-origin", "Not from there"),
  NOT_FOUND(404, "not-found", "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "method-not-allowed", "Not with this method"),
  NOT_FINISHED(409, "not-finished", "The task is not finished"),
  NOT_CANCELLABLE(409, "not-cancellable", "The task is not queued any more"),
  WORKER_NOT_RUNNING(409, "worker-not-running", "The worker is not running"),
  NOT_SUPERVISED(409, "not-supervised", "This server starts no workers"),
  GAVE_UP(409, "gave-up", "No workers are started any more"),
  PAYLOAD_TOO_LARGE(413, "payload-too-large", "The payload is too large"),
  MISDIRECTED(421, "misdirected", "This server has another name"),
  TASK_FAILED(422, "task-failed", "The task failed"),
  TASK_DEAD(422, "task-dead", "The task was given up"),
  IDEMPOTENCY_KEY_REUSED(422, "idempotency-key-reused", "The idempotency key was used before"),
  INTERNAL(500, "internal", "The server failed"),
  UNKNOWN_CODING(501, "unknown-coding", "The body is coded in an unknown way"),
  QUEUE_FULL(503, "queue-full", "The queue is full"),
  QUEUE_BUSY(503, "queue-busy", "The queue is busy"),
  NO_CONSUMER(503, "no-consumer", "Nobody takes tasks"),
  PRODUCER_STALLED(503, "producer-stalled", "Another producer is in the way"),
  DRAINING(503, "draining", "The server is about to stop"),
  LOOP_STALLED(503, "loop-stalled", "Handlers are stalled"),
  NOT_READY(503, "not-ready", "No task would be accepted now"),
  TOO_MANY_JOINS(503, "too-many-joins", "Too many clients wait already"),
  TOO_MANY_TRANSFERS(503, "too-many-transfers", "Too many transfers at a time"),
  TOO_MANY_CLIENTS(503, "too-many-clients", "Too many follow the events"),
  JOIN_TIMEOUT(504, "join-timeout", "Not all is done"),
  DISK_FULL(507, "disk-full", "The disk is full");

  private final int status;
  private final String type;
  private final String title;

  ProblemType(int status, String type, String title) {
    this.status = status;
    this.type = type;
    this.title = title;
  }

  public int status() {
    return status;
  }

  /** The member {@code type} of RFC 9457, which programs may rely on. */
  public String type() {
    return type;
  }

  public String title() {
    return title;
  }
}
