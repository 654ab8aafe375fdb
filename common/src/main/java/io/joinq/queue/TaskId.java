package io.joinq.queue;

/**
 * Identity of a task: its position in the order of acceptance, from 0 without gaps. Written {@code
 * task-0}, {@code task-1} and so on.
 *
 * @param sequence at least 0
 */
public record TaskId(long sequence) implements Comparable<TaskId> {
  private static final String PREFIX = "task-";

  public TaskId {
    if (sequence < 0) {
      throw new IllegalArgumentException("task sequence must not be negative: " + sequence);
    }
  }

  /**
   * Reads {@code task-17}, or {@code 17} alone.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static TaskId parse(String text) {
    String digits = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    if (!digits.isEmpty()
        && digits.length() <= 18
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return new TaskId(Long.parseLong(digits));
    }
    throw new IllegalArgumentException(
        "not a task id: '" + text + "'; a task id reads task-17, as put returned it");
  }

  @Override
  public int compareTo(TaskId other) {
    return Long.compare(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return PREFIX + sequence;
  }
}
