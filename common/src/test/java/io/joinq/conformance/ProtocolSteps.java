package io.joinq.conformance;

import java.util.List;
import java.util.Map;

/**
 * How an engine lets a process fail, be killed or be stopped at a step of its protocol.
 *
 * @param property the system property that arms a process
 * @param format of its value, with the step and the action, {@code KILL}, {@code STOP} or {@code
 *     THROW}, as {@link String#format} takes them
 * @param appending a step inside a put, with its lock held and nothing accepted yet; THROW there is
 *     a fault of the storage
 * @param reading a step inside a take, before the payload is read; THROW there is a fault of the
 *     storage
 * @param put the steps of a put that holds what others need, for a small payload
 * @param putLarge those that only a large payload passes
 * @param take the steps of a first delivery
 * @param done the steps of a taskDone with a result
 */
public record ProtocolSteps(
    String property,
    String format,
    String appending,
    String reading,
    List<String> put,
    List<String> putLarge,
    List<String> take,
    List<String> done) {

  Map<String, String> at(String step, String action) {
    return Map.of(property, format.formatted(step, action));
  }
}
