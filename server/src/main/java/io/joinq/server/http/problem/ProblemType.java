package io.joinq.server.http.problem;

/** The problem types: status, name and title. */
public enum ProblemType {
  BAD_REQUEST(400, "bad-request", "Invalid request"),
  UNAUTHORIZED(401, "unauthorized", "Admin token required"),
  CROSS_ORIGIN(403, "cross-origin", "Cross-origin request refused"),
  NOT_FOUND(404, "not-found", "Not found"),
  METHOD_NOT_ALLOWED(405, "method-not-allowed", "Method not allowed"),
  NOT_FINISHED(409, "not-finished", "The task is not finished"),
  NOT_CANCELLABLE(409, "not-cancellable", "The task is no longer queued"),
  WORKER_NOT_RUNNING(409, "worker-not-running", "The worker is not running"),
  NOT_SUPERVISED(409, "not-supervised", "This server starts no workers"),
  GAVE_UP(409, "gave-up", "The supervisor gave up"),
  PAYLOAD_TOO_LARGE(413, "payload-too-large", "The payload is too large"),
  MISDIRECTED(421, "misdirected", "Unknown host name"),
  TASK_FAILED(422, "task-failed", "The task failed"),
  TASK_DEAD(422, "task-dead", "The task is a dead letter"),
  IDEMPOTENCY_KEY_REUSED(422, "idempotency-key-reused", "Idempotency key reused"),
  INTERNAL(500, "internal", "Internal error"),
  UNKNOWN_CODING(501, "unknown-coding", "Unsupported content coding"),
  QUEUE_FULL(503, "queue-full", "The queue is full"),
  QUEUE_BUSY(503, "queue-busy", "The queue is busy"),
  NO_CONSUMER(503, "no-consumer", "No consumer"),
  PRODUCER_STALLED(503, "producer-stalled", "A producer holds the put lock"),
  DRAINING(503, "draining", "The server is shutting down"),
  LOOP_STALLED(503, "loop-stalled", "The event loop is stalled"),
  NOT_READY(503, "not-ready", "Not ready for tasks"),
  TOO_MANY_JOINS(503, "too-many-joins", "Too many clients wait for join"),
  TOO_MANY_TRANSFERS(503, "too-many-transfers", "Too many concurrent transfers"),
  TOO_MANY_CLIENTS(503, "too-many-clients", "Too many clients follow events"),
  JOIN_TIMEOUT(504, "join-timeout", "Tasks are unfinished"),
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
