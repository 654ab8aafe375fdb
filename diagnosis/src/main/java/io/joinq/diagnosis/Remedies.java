package io.joinq.diagnosis;

import io.joinq.queue.TaskId;

/** What remedies tell people to run: the command, and the route of the admin listener if any. */
final class Remedies {
  private Remedies() {}

  static String startWorker(Evidence evidence) {
    return "./run.sh worker --queue " + evidence.status().queue();
  }

  static String startServer(Evidence evidence) {
    return "./run.sh server --queue " + evidence.status().queue();
  }

  static String resumeWorkers() {
    return "./run.sh resume-workers (or POST /workers/resume)";
  }

  static String killWorker(int worker) {
    return "./run.sh kill-worker --worker %d (or POST /workers/%d/signal?name=KILL)"
        .formatted(worker, worker);
  }

  static String resumeQueue(Evidence evidence) {
    return "curl -X POST http://%s/queue/resume (that is POST /queue/resume)"
        .formatted(evidence.server().address());
  }

  static String show(TaskId task) {
    return "./run.sh dead-letters show %s (or GET /dead-letters/%s)".formatted(task, task);
  }

  static String requeue(TaskId task) {
    return "./run.sh dead-letters requeue %s (or POST /dead-letters/%s/requeue)"
        .formatted(task, task);
  }
}
