package io.joinq.queue.chronicle;

import io.joinq.os.HostCheck;
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
import io.joinq.queue.chronicle.control.ProcessLiveness;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.repair.Repairer;
import io.joinq.queue.chronicle.repair.Verifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Opens {@code chronicle:DIR}. */
public final class ChronicleProvider implements QueueProvider {
  private static final String HOME = "~";

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
    checkHost(config.url());
    Path folder = folder(config.url());
    // One that replaces a dead worker is waited for, and its own first task is practice enough.
    if (config.worker().filter(WorkerIdentity::supervised).isEmpty()) {
      WarmUp.once();
    }
    return new ChronicleJoinableQueue(EngineRegistry.acquire(folder, config), config);
  }

  @Override
  public QueueStatus inspect(URI url) {
    QueueFiles files = existing(url);
    ControlFile control = ControlFile.open(files.control(), false);
    return new StatusReader(url, control, liveness(control, files), files).read();
  }

  @Override
  public Examination examine(URI url) {
    QueueFiles files = existing(url);
    ControlFile control = ControlFile.open(files.control(), false);
    ProcessLiveness liveness = liveness(control, files);
    StatusReader reader = new StatusReader(url, control, liveness, files);
    return new Examiner(control, liveness, files, reader).examine();
  }

  private static ProcessLiveness liveness(ControlFile control, QueueFiles files) {
    return new ProcessLiveness(
        new ProcessTable(control), process -> EngineRegistry.isHeld(files, process));
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
    checkHost(config.url());
    QueueFiles files = new QueueFiles(folder(config.url()));
    return EngineRegistry.whileClosed(
        files.folder(), () -> Repairer.repair(files, config.capacity()));
  }

  private static void checkHost(URI url) {
    HostCheck.problem()
        .ifPresent(
            problem -> {
              throw new QueueOpenException("cannot use the queue '" + url + "': " + problem);
            });
  }

  private static Path folder(URI url) {
    String folder = url.getSchemeSpecificPart();
    if (folder.isBlank()) {
      throw new IllegalArgumentException(
          "queue '" + url + "' has no folder; write chronicle:./data/queue");
    }
    if (folder.equals(HOME) || folder.startsWith(HOME + "/")) {
      // A shell expands it at the beginning of a word only.
      return Path.of(System.getProperty("user.home") + folder.substring(HOME.length()));
    }
    return Path.of(folder.startsWith("//") ? folder.substring(2) : folder);
  }
}
