package io.joinq.queue;

import java.util.List;

/**
 * What a look at the files of a queue came to, and what was done about it.
 *
 * @param findings what is damaged; empty if nothing is
 * @param repairs what was changed, a sentence each; empty if nothing was
 */
public record DamageReport(List<Finding> findings, List<String> repairs) {
  public DamageReport {
    findings = List.copyOf(findings);
    repairs = List.copyOf(repairs);
  }

  /**
   * One damage.
   *
   * @param file the file that has it
   * @param what what is wrong with it
   * @param consequence what comes of that as long as nobody mends it
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
