package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.options.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
final class CommandTemplateTest {
  @TempDir Path folder;

  private ProgramSearch search() {
    return new ProgramSearch(List.of(folder.toString()));
  }

  @Test
  void putsTheFileWhereverAWordNamesThePayload() {
    CommandTemplate template = CommandTemplate.parse("sox {payload} --copy={payload}.wav x");

    assertThat(template.wantsFile()).isTrue();
    assertThat(template.words(Path.of("/tmp/a b")))
        .containsExactly("sox", "/tmp/a b", "--copy=/tmp/a b.wav", "x");
  }

  @Test
  void withoutAPlaceholderThePayloadGoesToStdin() {
    assertThat(CommandTemplate.parse("cat").wantsFile()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "''", "'' a"})
  void refusesACommandWithoutAProgram(String command) {
    assertThatThrownBy(() -> CommandTemplate.parse(command))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("names no program");
  }

  @Test
  void refusesAProgramThatIsNotThereNamingItAndTheRemedy() {
    assertThatThrownBy(() -> CommandTemplate.parse("nosuch -x").requireProgram(search()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--exec \"nosuch -x\": there is no program 'nosuch' that can be run; install it, or"
                + " give its path");
  }

  @Test
  void findsProgramsByNameAndByPath() throws Exception {
    Path program = Files.createFile(folder.resolve("prog"));
    assertThatThrownBy(() -> CommandTemplate.parse("prog").requireProgram(search()))
        .as("not executable yet")
        .isInstanceOf(UsageException.class);

    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

    assertThatCode(
            () -> {
              CommandTemplate.parse("prog").requireProgram(search());
              CommandTemplate.parse(program.toString()).requireProgram(search());
            })
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> CommandTemplate.parse(folder.toString()).requireProgram(search()))
        .as("a folder is no program")
        .isInstanceOf(UsageException.class);
  }
}
