package io.joinq.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.os.JvmFlags;
import io.joinq.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
final class JavaCommandTest {
  @Test
  void startsAMainClassWithPropertiesFlagsAndArguments() {
    JavaCommand command =
        JavaCommand.of(Echo.class.getName())
            .withProperty("probe.word", "two words")
            .withFlag("-Xmx64m")
            .withArguments("first", "")
            .withArguments(List.of("*", "$HOME"));

    try (ChildJvm child = ChildJvm.start(command)) {
      assertThat(child.awaitExit()).isZero();
      assertThat(child.stdout())
          .containsExactly(
              "property two words",
              "opened true",
              "argument first",
              "argument ",
              "argument *",
              "argument $HOME");
      assertThat(child.stderr()).as("warnings of the JVM").isEmpty();
    }
  }

  @Test
  void theChildFindsItsClassesFromAnotherWorkingDirectory(@TempDir Path elsewhere) {
    ProcessBuilder builder =
        JavaCommand.of(Echo.class.getName()).toProcessBuilder().directory(elsewhere.toFile());

    try (ChildJvm child = ChildJvm.start(builder)) {
      assertThat(child.awaitExit()).as(child.toString()).isZero();
    }
  }

  @Test
  void theFlagsAreThoseOfTheBuild() throws Exception {
    String pom = Files.readString(Path.of("..", "pom.xml"));

    assertThat(JvmFlags.ADD_OPENS).containsExactlyElementsOf(property(pom, "jvm.add-opens"));
    assertThat(JvmFlags.ADD_EXPORTS).containsExactlyElementsOf(property(pom, "jvm.add-exports"));
    assertThat(JvmFlags.forRelease(17))
        .containsExactlyElementsOf(property(pom, "jvm.test-flags"))
        .as("the flags of this very JVM")
        .isSubsetOf(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  @Test
  void newerReleasesAreToldNotToWarn() {
    List<String> warnings =
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    assertThat(JvmFlags.forRelease(25)).containsAll(warnings);
    assertThat(JvmFlags.forRelease(17)).doesNotContainAnyElementsOf(warnings);
  }

  private static List<String> property(String pom, String name) {
    Matcher element = Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(pom);
    assertThat(element.find()).as(name).isTrue();
    return List.of(element.group(1).split(" "));
  }

  /** Prints what it was started with. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] arguments) {
      System.out.println("property " + System.getProperty("probe.word"));
      System.out.println(
          "opened " + Object.class.getModule().isOpen("java.lang", Echo.class.getModule()));
      for (String argument : arguments) {
        System.out.println("argument " + argument);
      }
    }
  }
}
