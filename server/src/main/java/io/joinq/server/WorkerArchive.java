package io.joinq.server;

import io.joinq.options.ExitCode;
import io.joinq.process.ClassArchive;
import java.nio.file.Path;

/**
 * Makes the class-data archive of workers, beside the jar of this program. run.sh runs it after a
 * build, so that the first worker that dies is replaced as quickly as every other.
 */
public final class WorkerArchive {
  private WorkerArchive() {}

  public static void main(String[] arguments) throws InterruptedException {
    ClassArchive archive = WorkerLaunch.ofBuild();
    boolean made = WorkerLaunch.make(archive, Path.of("/dev/stderr"));
    System.exit(made ? ExitCode.DONE : ExitCode.FAILED);
  }
}
