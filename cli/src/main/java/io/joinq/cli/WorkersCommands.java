package io.joinq.cli;

import io.joinq.options.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Commands that control the workers of a running server. */
final class WorkersCommands {
  private WorkersCommands() {}

  /** Posts to one route, and prints the answer. */
  private abstract static class Post implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private TargetOptions target;
    @Mixin private TokenOption admin;

    abstract String path();

    @Override
    public Integer call() throws InterruptedException {
      String answer = AdminClient.post(target.adminUrl(path()), admin.token());
      spec.commandLine().getOut().println(answer);
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "resume-workers",
      description =
          "Tells a server that gave up to start its workers again, once the cause is fixed.")
  static final class Resume extends Post {
    @Override
    String path() {
      return "/workers/resume";
    }
  }

  @Command(
      name = "restart-workers",
      description = {
        "Tells a server to replace its workers, one at a time, without a pause in service:",
        "each new one claims before the old one drains."
      })
  static final class Restart extends Post {
    @Override
    String path() {
      return "/workers/restart";
    }
  }
}
