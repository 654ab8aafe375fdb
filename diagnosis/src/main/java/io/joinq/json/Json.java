package io.joinq.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** Writes views, and maps whose keys are in snake_case; reads views. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Json() {}

  /** In UTF-8, on one line. */
  public static byte[] bytes(Object view) {
    try {
      return MAPPER.writeValueAsBytes(view);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + view.getClass() + " as JSON", e);
    }
  }

  /**
   * What {@link #bytes} wrote; empty if this is something else. Fields that are new are skipped.
   */
  public static <T> Optional<T> read(byte[] json, Class<T> view) {
    try {
      return Optional.ofNullable(
          MAPPER
              .readerFor(view)
              .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(json));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
