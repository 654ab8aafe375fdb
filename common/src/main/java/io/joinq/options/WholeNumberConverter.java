package io.joinq.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads whole numbers, and says so where picocli says int.
 *
 * <p>A class of its own: JDK 17 crashes when it archives two lambdas of one method that implement
 * an interface of a class file as old as picocli's.
 */
final class WholeNumberConverter implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a whole number");
    }
  }
}
