package io.joinq.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads enum constants in lower case with dashes, as the command line has them. */
final class ChoiceConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  private ChoiceConverter(Class<E> type) {
    this.type = type;
  }

  /** Gives a command one for each enum among the types of its options and parameters. */
  static void registerAll(CommandLine commandLine) {
    commandLine.getCommandSpec().args().stream()
        .map(argument -> argument.type())
        .filter(Class::isEnum)
        .forEach(type -> register(commandLine, type.asSubclass(Enum.class)));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void register(CommandLine commandLine, Class<? extends Enum> type) {
    commandLine.registerConverter((Class) type, new ChoiceConverter(type));
  }

  @Override
  public E convert(String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> choice(constant).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of: " + choices()));
  }

  private String choices() {
    return Arrays.stream(type.getEnumConstants())
        .map(ChoiceConverter::choice)
        .collect(Collectors.joining(", "));
  }

  private static String choice(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
