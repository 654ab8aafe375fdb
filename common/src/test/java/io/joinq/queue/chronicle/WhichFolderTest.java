package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM has one engine on a queue, whatever its path looks like: the kernel's locks are the
 * process's, so a second one would take the place of the first and reap it.
 */
@Tag("fast")
class WhichFolderTest {
  @TempDir private Path temp;

  private static QueueConfig at(Path folder) {
    return QueueConfig.of("chronicle:" + folder);
  }

  @Test
  void twoPathsToOneFolderAreOneQueue() throws Exception {
    Path first = temp.resolve("first");
    Path second = temp.resolve("second");
    try (JoinableQueue queue = JoinableQueue.open(at(first))) {
      // As with a bind mount, neither path is an alias that toRealPath() would resolve to the
      // other.
      Files.move(first, second);
      Files.createSymbolicLink(first, second);
      try (JoinableQueue other = JoinableQueue.open(at(second))) {
        assertThat(queue.offer(new byte[1])).isPresent();
        other.taskDone(other.poll().orElseThrow());
        assertThat(QueueAdmin.examine(at(second).url()).processes()).hasSize(1);
      }
      assertThatThrownBy(() -> QueueAdmin.repair(at(second)))
          .isInstanceOf(QueueOpenException.class)
          .hasMessageContaining("is open in this process");
    }
  }

  @Test
  void refusesAQueueThatIsOpenUnderANameItHasNoMore() throws Exception {
    Path old = temp.resolve("old");
    Path renamed = temp.resolve("renamed");
    try (JoinableQueue queue = JoinableQueue.open(at(old))) {
      Files.move(old, renamed);
      assertThatThrownBy(() -> JoinableQueue.open(at(renamed)))
          .isInstanceOf(QueueOpenException.class)
          .hasMessageContaining(renamed + " is open in this process as " + old)
          .hasMessageContaining("close it first");
      assertThat(queue.capacity()).isEqualTo(1);
    }
    JoinableQueue.open(at(renamed)).close();
  }

  @Test
  void refusesASecondCopyOfItsClassesInTheSameProcess() throws Exception {
    Path folder = temp.resolve("queue");
    try (JoinableQueue queue = JoinableQueue.open(at(folder))) {
      assertThat(openedByAnotherClassLoader(folder))
          .contains(folder + " is open in this process by another class loader")
          .contains("close it there first");
      assertThat(queue.offer(new byte[1])).isPresent();
    }
    JoinableQueue.open(at(folder)).close();
  }

  /** Called in the other class loader. */
  public static String open(String folder) {
    try {
      EngineRegistry.release(EngineRegistry.acquire(Path.of(folder), at(Path.of(folder))));
      return "opened";
    } catch (QueueOpenException e) {
      return e.getMessage();
    }
  }

  private static String openedByAnotherClassLoader(Path folder) throws Exception {
    String[] path = System.getProperty("java.class.path").split(File.pathSeparator);
    URL[] urls = Stream.of(path).map(WhichFolderTest::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      Class<?> copy = loader.loadClass(WhichFolderTest.class.getName());
      assertThat(copy).isNotSameAs(WhichFolderTest.class);
      Method open = copy.getDeclaredMethod("open", String.class);
      open.setAccessible(true);
      return (String) open.invoke(null, folder.toString());
    }
  }

  private static URL url(String entry) {
    try {
      return new File(entry).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
