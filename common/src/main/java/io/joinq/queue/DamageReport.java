package io.joinq.queue;

import java.util.List;

/**
 * The result of checking or repairing the files of a queue.
 *
 * @param findings the damages; empty if there is none
 * @param repairs the changes made, one sentence each; empty if there was none
 */
public record DamageReport(List<Finding> findings, List<String> repairs) {
  public DamageReport {
    findings = List.copyOf(findings);
    repairs = List.copyOf(repairs);
  }

  /**
   * A damage.
   *
   * @param file the damaged file
   * @param what what is wrong with it
   * @param consequence the effect while it is not repaired
   */
  public record Finding(String file, String what, String consequence) {
    @Override
    public String toString() {
      return file + ": " + what + "; " + consequence;
    }
  }

  public boolean isSound() {
    return findings.isEmpty();
  }
}
