package io.joinq.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Adds to a view's component what its type does not say, for the API document. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {

  /** The words that it may be; none = any. */
  String[] oneOf() default {};

  /** As JSON Schema calls it, e.g. {@code date-time}; empty = none. */
  String format() default "";

  /** Whether it may be null; the boxes of primitives always may. */
  boolean orNull() default false;
}
