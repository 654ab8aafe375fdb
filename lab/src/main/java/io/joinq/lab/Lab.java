package io.joinq.lab;

import io.joinq.cli.Joinq;
import io.joinq.lab.chaos.ChaosCommand;
import io.joinq.lab.demo.DemoCommand;
import io.joinq.lab.drill.DrillCommand;
import io.joinq.lab.load.StressCommand;
import io.joinq.lab.measure.RecoveryCommand;
import io.joinq.lab.measure.SoakCommand;
import java.util.List;

/** The command line of cli, with the commands added that prove and measure joinq. */
public final class Lab {
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          ChaosCommand.class,
          DrillCommand.class,
          RecoveryCommand.class,
          SoakCommand.class,
          StressCommand.class,
          BenchCommand.class);

  private Lab() {}

  public static void main(String[] arguments) {
    Joinq.run(arguments, commands -> COMMANDS.forEach(commands::addSubcommand));
  }
}
