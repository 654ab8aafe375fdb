package io.joinq.server.http.route;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON Schema 2020-12 of a body. Immutable.
 *
 * @param json may refer to the schemas of the records
 * @param records that the document is to have among its components
 */
public record Schema(Map<String, Object> json, Set<Class<? extends Record>> records) {
  static final String COMPONENTS = "#/components/schemas/";

  private static Schema of(Map<String, Object> json) {
    return new Schema(json, Set.of());
  }

  /** A view of the package {@code json}. */
  public static Schema of(Class<? extends Record> view) {
    return new Schema(Map.of("$ref", COMPONENTS + RecordSchemas.name(view)), Set.of(view));
  }

  public static Schema listOf(Class<? extends Record> view) {
    return new Schema(Map.of("type", "array", "items", of(view).json), Set.of(view));
  }

  /** An object that has just these members. */
  public static Schema object(Map<String, Schema> members) {
    Map<String, Object> properties = new LinkedHashMap<>();
    Set<Class<? extends Record>> records = new LinkedHashSet<>();
    members.forEach(
        (name, schema) -> {
          properties.put(name, schema.json);
          records.addAll(schema.records);
        });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "object");
    json.put("properties", properties);
    json.put("required", members.keySet().stream().sorted().toList());
    json.put("additionalProperties", false);
    return new Schema(json, records);
  }

  /** One of two that cannot be mistaken for each other. */
  public static Schema either(Schema one, Schema other) {
    Set<Class<? extends Record>> records = new LinkedHashSet<>(one.records);
    records.addAll(other.records);
    return new Schema(Map.of("oneOf", List.of(one.json, other.json)), records);
  }

  /** An object of a kind that is described elsewhere. */
  public static Schema anyObject() {
    return of(Map.of("type", "object"));
  }

  public static Schema oneOf(String... words) {
    return of(Map.of("type", "string", "enum", List.of(words)));
  }

  public static Schema text() {
    return of(Map.of("type", "string"));
  }

  /**
   * @param pattern a regular expression for the whole of it
   */
  public static Schema text(String pattern) {
    return of(Map.of("type", "string", "pattern", "^(?:" + pattern + ")$"));
  }

  public static Schema duration() {
    return text("\\d{1,9}(ms|s|m|h)");
  }

  public static Schema taskId() {
    return text("task-\\d{1,19}");
  }

  public static Schema integer(long least) {
    return of(Map.of("type", "integer", "minimum", least));
  }

  public static Schema bool() {
    return of(Map.of("type", "boolean"));
  }

  /** Bytes of any kind, of which JSON Schema has nothing to say. */
  public static Schema bytes() {
    return of(Map.of());
  }
}
