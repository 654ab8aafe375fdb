package io.joinq.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads and writes sizes: a whole number of bytes, or a number and its unit. */
public final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})(KiB|MiB|GiB)?");

  /**
   * Reads {@code 4096}, {@code 64KiB}, {@code 16MiB} or {@code 1GiB}.
   *
   * @return the bytes
   * @throws IllegalArgumentException if the text is none of these, or more than a terabyte
   */
  public static long parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write 4096 (bytes), 64KiB, 16MiB or 1GiB");
    }
    long number = Long.parseLong(form.group(1));
    int shift = shiftOf(form.group(2));
    if (number > 1L << (40 - shift)) {
      throw new IllegalArgumentException("'" + text + "' is too large; the most is 1024GiB");
    }
    return number << shift;
  }

  /** Writes a size so that {@link #parse} reads it again, exactly. */
  public static String format(long bytes) {
    for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
      long unitBytes = 1L << shiftOf(unit);
      if (bytes != 0 && bytes % unitBytes == 0) {
        return bytes / unitBytes + unit;
      }
    }
    return Long.toString(bytes);
  }

  private static int shiftOf(String unit) {
    if (unit == null) {
      return 0;
    }
    return switch (unit) {
      case "KiB" -> 10;
      case "MiB" -> 20;
      default -> 30;
    };
  }

  @Override
  public Long convert(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
