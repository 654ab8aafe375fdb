package io.joinq.options;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives each option that was left out the value of its variable JOINQ_NAME, if set. */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * {@code --lease-timeout} has the variable {@code JOINQ_LEASE_TIMEOUT}; one-letter options have
   * none.
   */
  static Optional<String> variableOf(ArgSpec argument) {
    if (argument instanceof OptionSpec option
        && !option.usageHelp()
        && !option.versionHelp()
        && option.longestName().startsWith("--")) {
      String name = option.longestName().substring(2);
      return Optional.of("JOINQ_" + name.replace('-', '_').toUpperCase(Locale.ROOT));
    }
    return Optional.empty();
  }

  /** A variable that is set to nothing counts as not set. */
  Optional<String> valueOf(ArgSpec argument) {
    return variableOf(argument).map(environment::get).filter(value -> !value.isEmpty());
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    return valueOf(argument).orElse(null);
  }
}
