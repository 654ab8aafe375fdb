package io.joinq.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class HostCheckTest {
  private static final List<String> LIMITS =
      List.of(
          "Limit                     Soft Limit           Hard Limit           Units     ",
          "Max file size             1048576              unlimited            bytes     ",
          "Max open files            40                   1048576              files     ",
          "Max locked memory         unlimited            unlimited            bytes     ");

  @Test
  void theHostOfTheTestsWillDo() {
    assertThat(HostCheck.problem()).isEmpty();
  }

  @Test
  void namesTheFlagsToAdd() {
    assertThat(HostCheck.missingFlags(List.of("--add-opens=a/b=ALL-UNNAMED")))
        .hasValueSatisfying(
            problem -> assertThat(problem).endsWith("start it with --add-opens=a/b=ALL-UNNAMED"));
  }

  @Test
  void namesALimitItsValueAndTheRemedy() {
    assertThat(HostCheck.lowLimit(LIMITS, "Max open files", 128, "ulimit -n"))
        .contains(
            "the limit 'max open files' of this process is 40, and a queue needs 128;"
                + " raise it with ulimit -n");
    assertThat(HostCheck.lowLimit(LIMITS, "Max file size", 1 << 20, "ulimit -f")).isEmpty();
    assertThat(HostCheck.lowLimit(LIMITS, "Max locked memory", 1 << 20, "ulimit -l")).isEmpty();
  }
}
