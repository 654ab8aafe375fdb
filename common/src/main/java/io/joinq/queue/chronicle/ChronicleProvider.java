package io.joinq.queue.chronicle;

import io.joinq.queue.DamageReport;
import io.joinq.queue.Examination;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.QueueProvider;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerIdentity;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.repair.Repairer;
import io.joinq.queue.chronicle.repair.Verifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens {@code chronicle:DIR}. */
public final class ChronicleProvider implements QueueProvider {
  static {
    // An advertisement at every start, and a thread that watches the disk only to log.
    System.getProperties().putIfAbsent("chronicle.announcer.disable", "true");
    System.getProperties().putIfAbsent("chronicle.disk.monitor.disable", "true");
  }

  @Override
  public String scheme() {
    return "chronicle";
  }

  @Override
  public JoinableQueue open(QueueConfig config) {
    // One that replaces a dead worker is waited for, and its own first task is practice enough.
    if (config.worker().filter(WorkerIdentity::supervised).isEmpty()) {
      WarmUp.once();
    }
    return new ChronicleJoinableQueue(EngineRegistry.acquire(folder(config.url()), config), config);
  }

  @Override
  public QueueStatus inspect(URI url) {
    QueueFiles files = existing(url);
    return new StatusReader(url, ControlFile.open(files.control(), false), files).read();
  }

  @Override
  public Examination examine(URI url) {
    QueueFiles files = existing(url);
    ControlFile control = ControlFile.open(files.control(), false);
    return new Examiner(control, files, new StatusReader(url, control, files)).examine();
  }

  private static QueueFiles existing(URI url) {
    QueueFiles files = new QueueFiles(folder(url));
    // One that this user may not see is not known to be missing; opening it says whose it is.
    if (Files.notExists(files.control())) {
      throw new QueueOpenException(
          "no queue in " + files.folder() + "; start a server, or put a task first");
    }
    return files;
  }

  @Override
  public DamageReport verify(URI url) {
    QueueFiles files = new QueueFiles(folder(url));
    return new DamageReport(Verifier.of(files).findings(), List.of());
  }

  @Override
  public DamageReport repair(QueueConfig config) {
    QueueFiles files = new QueueFiles(folder(config.url()));
    return EngineRegistry.whileClosed(
        files.folder(), () -> Repairer.repair(files, config.capacity()));
  }

  private static Path folder(URI url) {
    String folder = url.getSchemeSpecificPart();
    if (folder.isBlank()) {
      throw new IllegalArgumentException(
          "queue '" + url + "' has no folder; write chronicle:./data/queue");
    }
    return Path.of(folder.startsWith("//") ? folder.substring(2) : folder);
  }
}
