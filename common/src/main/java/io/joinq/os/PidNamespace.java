package io.joinq.os;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The namespace in which this process's pid has its meaning: containers have one each. See
 * pid_namespaces(7).
 */
public final class PidNamespace {
  /** Where the kernel does not tell. */
  public static final long UNKNOWN = 0;

  private static final Pattern LINK = Pattern.compile("pid:\\[(\\d+)]");
  private static final long OWN = read();
  private static final boolean SHOWN = isShown();

  private PidNamespace() {}

  /** The number of this process's namespace on this host. */
  public static long own() {
    return OWN;
  }

  /**
   * Whether /proc shows the process that has this pid in that namespace: it is that of this
   * process, and /proc is not one of another, as it is after {@code unshare --pid} without a mount.
   */
  public static boolean isShown(long namespace) {
    return SHOWN && namespace == OWN;
  }

  private static long read() {
    return ProcFs.linkOfSelf("ns/pid")
        .map(LINK::matcher)
        .filter(Matcher::matches)
        .map(link -> Long.parseLong(link.group(1)))
        .orElse(UNKNOWN);
  }

  private static boolean isShown() {
    String pid = Long.toString(ProcessHandle.current().pid());
    return ProcFs.linkOfSelf("").filter(pid::equals).isPresent();
  }
}
