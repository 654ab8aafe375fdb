package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.options.CommandRunner;
import io.joinq.options.HandlerOptions;
import io.joinq.options.UsageException;
import io.joinq.queue.TaskId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Handlers of users, which are compiled here and lie outside our class path. */
@Tag("fast")
final class HandlerClassTest {
  @TempDir private Path folder;

  @Command(name = "probe")
  static final class Probe implements Runnable {
    @Mixin HandlerOptions handler;

    @Override
    public void run() {}
  }

  private static HandlerOptions options(String className, String path) {
    Probe probe = new Probe();
    CommandRunner.commandLine(probe, Map.of())
        .parseArgs("--handler=java", "--handler-class=" + className, "--handler-path=" + path);
    return probe.handler;
  }

  @BeforeEach
  void compileTheHandlers() throws IOException {
    compile(
        "mine.Words",
        "public final class Words { public static final String DONE = \"well \"; "
            + "public static String done() { return DONE; } }");
    compile("mine.Good", handler("public", "Good", "public Good() {}"));
    compile("mine.Hidden", handler("", "Hidden", "public Hidden() {}"));
    compile("mine.Abstract", handler("public abstract", "Abstract", "public Abstract() {}"));
    compile("mine.Needy", handler("public", "Needy", "public Needy(int most) {}"));
    compile("mine.Closed", handler("public", "Closed", "Closed() {}"));
    compile(
        "mine.Failing",
        handler(
            "public",
            "Failing",
            "public Failing() { throw new IllegalStateException(\"no model in /models\","
                + " new java.io.FileNotFoundException(\"/models\")); }"));
    compile("mine.Other", "public final class Other {}");
  }

  private void compile(String name, String source) throws IOException {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    Path file = Files.writeString(folder.resolve(simple + ".java"), "package mine; " + source);
    String classPath = System.getProperty("java.class.path") + ":" + folder;
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", folder.toString(), file.toString());
    assertThat(result).isZero();
  }

  private static String handler(String modifiers, String name, String constructor) {
    return modifiers
        + " class "
        + name
        + " implements io.joinq.worker.handler.TaskHandler { "
        + constructor
        + " @Override public byte[] handle(io.joinq.worker.handler.Task task) {"
        + " return (Words.done() + task.payload().length).getBytes(); } }";
  }

  private static byte[] result(HandlerOptions options) throws Exception {
    try (TaskHandler handler = TaskHandlers.of(options, 100)) {
      return handler.handle(new Task(new TaskId(3), new byte[] {'x'}, 1, 1));
    }
  }

  @Test
  void callsAClassInAFolderAndInAJarOfAFolder() throws Exception {
    Path jars = Files.createDirectory(folder.resolve("jars"));
    pack(jars.resolve("good.jar"), "Good");
    pack(jars.resolve("words.jar"), "Words");

    assertThat(result(options("mine.Good", folder.toString()))).asString().isEqualTo("well 1");
    assertThat(result(options("mine.Good", jars + "/*"))).asString().isEqualTo("well 1");
    assertThat(result(options("mine.Good", jars + "/good.jar:" + jars + "/words.jar")))
        .asString()
        .isEqualTo("well 1");
  }

  private void pack(Path jar, String simpleName) throws IOException {
    String entry = "mine/" + simpleName + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out)) {
      packed.putNextEntry(new JarEntry(entry));
      packed.write(Files.readAllBytes(folder.resolve(entry)));
    }
  }

  @Test
  void letsAHandlerFindItsClassesThroughTheThreadThatCallsIt() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (TaskHandler handler = TaskHandlers.of(options("mine.Good", folder.toString()), 100)) {
      assertThat(Thread.currentThread().getContextClassLoader())
          .isSameAs(handler.getClass().getClassLoader());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mine.Absent, there is no such class on --handler-path",
    "mine/Good, there is no such class on --handler-path",
    "mine.Hidden, it is not public",
    "mine.Abstract, it is abstract",
    "mine.Needy, it has no public constructor without parameters",
    "mine.Closed, it has no public constructor without parameters",
    "mine.Other, it does not implement io.joinq.worker.handler.TaskHandler",
  })
  void refusesBeforeAnythingStarts(String name, String why) {
    HandlerOptions options = options(name, folder.toString());

    assertThatThrownBy(() -> TaskHandlers.check(options))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("--handler-class " + name, why);
  }

  @Test
  void refusesAPathThatIsNotThere() {
    HandlerOptions options = options("mine.Good", folder + ":" + folder.resolve("none.jar"));

    assertThatThrownBy(() -> TaskHandlers.check(options))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("--handler-path", folder.resolve("none.jar").toString());
  }

  @Test
  void namesALibraryThatTheClassNeedsAndDoesNotFind() throws IOException {
    Path jar = folder.resolve("alone.jar");
    compile(
        "mine.Upper",
        "public class Upper extends Base implements io.joinq.worker.handler.TaskHandler {"
            + " @Override public byte[] handle(io.joinq.worker.handler.Task task) { return null; }"
            + " } class Base {}");
    pack(jar, "Upper");
    HandlerOptions options = options("mine.Upper", jar.toString());

    assertThatThrownBy(() -> TaskHandlers.check(options))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("mine.Upper", "needs mine.Base", "--handler-path");
  }

  @Test
  void showsTheExceptionOfTheConstructorAndItsPlace() {
    HandlerOptions options = options("mine.Failing", folder.toString());

    TaskHandlers.check(options);
    assertThatThrownBy(() -> TaskHandlers.of(options, 100))
        .hasMessageContainingAll(
            "the constructor of mine.Failing failed",
            "java.lang.IllegalStateException: no model in /models",
            "caused by java.io.FileNotFoundException: /models",
            "Failing.java:1")
        .hasMessageNotContaining("InvocationTargetException");
  }

  @Test
  void givesAWorkerTheSamePathFromWhateverFolderItRuns() {
    assertThat(options("mine.Good", "lib/*:classes").toArguments())
        .containsSequence(
            "--handler-path",
            Path.of("lib/*").toAbsolutePath() + ":" + Path.of("classes").toAbsolutePath());
  }
}
