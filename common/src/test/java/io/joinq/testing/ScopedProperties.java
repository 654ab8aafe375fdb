package io.joinq.testing;

import java.util.HashMap;
import java.util.Map;

/** System properties that have their former values again after {@link #close}. For one test. */
public final class ScopedProperties implements AutoCloseable {
  private final Map<String, String> former = new HashMap<>();

  public void set(String name, String value) {
    String before = System.setProperty(name, value);
    if (!former.containsKey(name)) {
      former.put(name, before);
    }
  }

  @Override
  public void close() {
    former.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
    former.clear();
  }
}
