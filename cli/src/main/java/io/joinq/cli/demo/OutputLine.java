package io.joinq.cli.demo;

import io.joinq.cli.demo.Timeline.Who;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line that a child wrote, without the time and thread of its log.
 *
 * @param who wrote it
 */
record OutputLine(Who who, String text) {
  private static final Pattern LOGGED =
      Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (\\w+) +\\[[^\\]]*\\] (.*)");

  /**
   * @param child "server" or "worker"
   */
  static OutputLine of(String child, String line) {
    Matcher logged = LOGGED.matcher(line);
    String text = logged.matches() ? logged.group(2) : line;
    Who who = isHeartbeat(line) ? Who.HEARTBEAT : Who.valueOf(child.toUpperCase(Locale.ROOT));
    return new OutputLine(who, text);
  }

  static boolean isHeartbeat(String line) {
    return line.toLowerCase(Locale.ROOT).contains("heartbeat");
  }

  void say(Timeline timeline) {
    timeline.say(who, text);
  }
}
