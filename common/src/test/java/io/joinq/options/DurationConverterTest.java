package io.joinq.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@Tag("fast")
final class DurationConverterTest {
  @ParameterizedTest
  @CsvSource({"250ms,250", "0s,0", "5s,5000", "2m,120000", "1h,3600000", "999999999ms,999999999"})
  void readsANumberWithItsUnit(String text, long millis) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-5s", "s", "1.5s", "5 s", "5S", "1d", "PT5S", "9999999999ms"})
  void refusesAnythingElseNamingTheValueAndTheForms(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not a duration; write 250ms, 5s, 2m or 1h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0ms", "1ms", "250ms", "1s", "90s", "5m", "61m", "1h", "30h"})
  void writesWhatItReads(String text) {
    assertThat(DurationConverter.format(DurationConverter.parse(text))).isEqualTo(text);
  }

  @Test
  void writesTheLargestUnitThatIsExact() {
    assertThat(DurationConverter.format(DurationConverter.parse("120s"))).isEqualTo("2m");
    assertThat(DurationConverter.format(Duration.ofMillis(1_500))).isEqualTo("1500ms");
  }
}
