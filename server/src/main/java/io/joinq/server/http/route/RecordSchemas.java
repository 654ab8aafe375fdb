package io.joinq.server.http.route;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.joinq.json.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Derives JSON schemas from the record components that {@code Json} writes. */
final class RecordSchemas {
  private static final SnakeCaseStrategy SNAKE_CASE = new SnakeCaseStrategy();

  private final Map<String, Object> schemas = new TreeMap<>();
  private final Deque<Class<?>> open = new ArrayDeque<>();

  private RecordSchemas() {}

  static String name(Class<?> view) {
    return view.getSimpleName();
  }

  /** By their names; those that they consist of are among them. */
  static Map<String, Object> of(Collection<Class<? extends Record>> views) {
    RecordSchemas schemas = new RecordSchemas();
    schemas.open.addAll(views);
    while (!schemas.open.isEmpty()) {
      Class<?> view = schemas.open.remove();
      if (!schemas.schemas.containsKey(name(view))) {
        schemas.schemas.put(name(view), schemas.object(view));
      }
    }
    return schemas.schemas;
  }

  private Map<String, Object> object(Class<?> view) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (RecordComponent component : view.getRecordComponents()) {
      properties.put(SNAKE_CASE.translate(component.getName()), property(component));
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.copyOf(properties.keySet()));
    schema.put("additionalProperties", false);
    return schema;
  }

  private Map<String, Object> property(RecordComponent component) {
    Map<String, Object> schema = new LinkedHashMap<>(schema(component.getGenericType()));
    Field field = component.getAnnotation(Field.class);
    if (field != null) {
      describe(schema, field);
    }
    return schema;
  }

  private static void describe(Map<String, Object> schema, Field field) {
    if (field.orNull()) {
      schema.put("type", List.of(schema.get("type"), "null"));
    }
    if (field.oneOf().length > 0) {
      List<String> words = new ArrayList<>(Arrays.asList(field.oneOf()));
      if (field.orNull()) {
        words.add(null);
      }
      schema.put("enum", words);
    }
    if (!field.format().isEmpty()) {
      schema.put("format", field.format());
    }
  }

  private Map<String, Object> schema(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class
          ? Map.of("type", "object", "additionalProperties", schema(arguments[1]))
          : Map.of("type", "array", "items", schema(arguments[0]));
    }
    if (type instanceof Class<?> known) {
      return schema(known);
    }
    throw new IllegalArgumentException("no schema for " + type + "; teach it to RecordSchemas");
  }

  private Map<String, Object> schema(Class<?> type) {
    if (type.isRecord()) {
      open.add(type);
      return Map.of("$ref", Schema.COMPONENTS + name(type));
    }
    if (type == String.class) {
      return Map.of("type", "string");
    }
    if (type == int.class || type == long.class) {
      return Map.of("type", "integer");
    }
    if (type == Integer.class || type == Long.class) {
      return Map.of("type", List.of("integer", "null"));
    }
    if (type == double.class) {
      return Map.of("type", "number");
    }
    if (type == Double.class) {
      return Map.of("type", List.of("number", "null"));
    }
    if (type == boolean.class) {
      return Map.of("type", "boolean");
    }
    if (type == Object.class) {
      return Map.of();
    }
    throw new IllegalArgumentException("no schema for " + type + "; teach it to RecordSchemas");
  }
}
