package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.options.UsageException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
final class CommandWordsTest {
  static Stream<Arguments> commands() {
    return Stream.of(
        Arguments.of("", List.of()),
        Arguments.of("  \t ", List.of()),
        Arguments.of("cat", List.of("cat")),
        Arguments.of("  sox  -t\twav\n- ", List.of("sox", "-t", "wav", "-")),
        Arguments.of("sh -c 'echo \"$1\" \\n'", List.of("sh", "-c", "echo \"$1\" \\n")),
        Arguments.of("say \"it's here\"", List.of("say", "it's here")),
        Arguments.of("say \"a \\\"b\\\" \\\\ \\n\"", List.of("say", "a \"b\" \\ \\n")),
        Arguments.of("a\\ b c\\'d", List.of("a b", "c'd")),
        Arguments.of("--in='x y'z", List.of("--in=x yz")),
        Arguments.of("put '' \"\"", List.of("put", "", "")),
        Arguments.of("a; b | c > $D `e` *", List.of("a;", "b", "|", "c", ">", "$D", "`e`", "*")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void splitsAsAShellQuotesAndDoesNothingElse(String command, List<String> words) {
    assertThat(CommandWords.split(command)).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo 'a", "echo \"a", "echo \"a\\\"", "echo a\\"})
  void refusesWhatIsNotClosedNamingTheCommand(String command) {
    assertThatThrownBy(() -> CommandWords.split(command))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(command);
  }
}
