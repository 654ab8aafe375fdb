package io.joinq.lab.cluster;

import io.joinq.lab.cluster.Timeline.Who;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a child's output, without the prefix of its log.
 *
 * @param who wrote it
 */
public record OutputLine(Who who, String text) {
  private static final Pattern LOGGED =
      Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (\\w+) +\\[[^\\]]*\\] \\w+: (.*)");

  /** A supervisor's line that passes on one of its workers'. */
  private static final Pattern RELAYED = Pattern.compile("worker-\\d+ \\| (.*)");

  /**
   * @param child "server" or "worker"
   */
  public static OutputLine of(String child, String line) {
    Matcher relayed = RELAYED.matcher(line);
    if (relayed.matches()) {
      return of("worker", relayed.group(1));
    }
    Matcher logged = LOGGED.matcher(line);
    String text = logged.matches() ? logged.group(2) : line;
    Who who = isHeartbeat(line) ? Who.HEARTBEAT : Who.valueOf(child.toUpperCase(Locale.ROOT));
    return new OutputLine(who, text);
  }

  public static boolean isHeartbeat(String line) {
    return line.toLowerCase(Locale.ROOT).contains("heartbeat");
  }

  public void say(Timeline timeline) {
    timeline.say(who, text);
  }
}
