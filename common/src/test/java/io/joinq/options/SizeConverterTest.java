package io.joinq.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@Tag("fast")
final class SizeConverterTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "4096,4096",
    "64KiB,65536",
    "16MiB,16777216",
    "1GiB,1073741824",
    "1024GiB,1099511627776"
  })
  void readsBytesAndUnits(String text, long bytes) {
    assertThat(new SizeConverter().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "16MB", "16 MiB", "1.5GiB", "MiB", "16mib"})
  void refusesAnythingElseNamingTheValueAndTheForms(String text) {
    assertThatThrownBy(() -> new SizeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not a size; write 4096 (bytes), 64KiB, 16MiB or 1GiB");
  }

  @Test
  void refusesMoreThanATerabyteInsteadOfOverflowing() {
    assertThatThrownBy(() -> SizeConverter.parse("999999999999GiB"))
        .hasMessage("'999999999999GiB' is too large; the most is 1024GiB");
    assertThatThrownBy(() -> SizeConverter.parse("1025GiB")).hasMessageContaining("too large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "1500", "1KiB", "1025KiB", "16MiB", "3GiB"})
  void writesWhatItReads(String text) {
    assertThat(SizeConverter.format(SizeConverter.parse(text))).isEqualTo(text);
  }
}
