package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chronicle's analytics post to a service and write a client id into the user's home. */
@Tag("fast")
final class ClassPathTest {
  @Test
  void noClassOfChronicleAnalyticsIsOnTheClassPath() throws IOException {
    List<String> found = new ArrayList<>();
    int jars = 0;
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : path.split(File.pathSeparator, -1)) {
      if (entry.endsWith(".jar")) {
        jars++;
        try (JarFile jar = new JarFile(entry)) {
          jar.stream()
              .filter(file -> file.getName().startsWith("net/openhft/chronicle/analytics/"))
              .forEach(file -> found.add(entry + "!" + file.getName()));
        }
      }
    }
    assertThat(jars).isGreaterThan(10);
    assertThat(found).isEmpty();
  }

  @Test
  void theFacadeOfChronicleAnalyticsCannotBeLoaded() {
    assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.AnalyticsFacade"))
        .isInstanceOf(ClassNotFoundException.class);
  }
}
