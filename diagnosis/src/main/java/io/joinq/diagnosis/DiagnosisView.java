package io.joinq.diagnosis;

import io.joinq.diagnosis.ServerContact.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A diagnosis as JSON.
 *
 * @param cause code of the root cause
 * @param healthy whether the cause is {@code all_well}
 * @param summary the chain and the remedy in words
 * @param chain from the symptom to the root cause
 * @param evidence evidence for the chain, the root cause's first, and what could not be read of the
 *     queue
 * @param also other findings, which are not part of the chain
 */
public record DiagnosisView(
    String cause,
    boolean healthy,
    String summary,
    List<Link> chain,
    List<String> evidence,
    String remedy,
    List<Other> also,
    List<Stack> stacks,
    String queue,
    Server server,
    String observedAt,
    long windowMs,
    double putPerSecond,
    double claimedPerSecond) {
  private static final Set<Cause> OF_THE_SERVER =
      Set.of(Cause.SERVER_STOPPED, Cause.SERVER_GONE, Cause.SERVER_SILENT);

  /** A step of the chain. */
  public record Link(String cause, String sentence) {}

  /** Something that holds besides. */
  public record Other(String cause, String sentence, List<String> evidence, String remedy) {}

  /**
   * The server that was asked for its report.
   *
   * @param state {@code answers|stopped|silent|none|foreign|refuses}
   * @param pid null if unknown
   */
  public record Server(String state, String address, Long pid) {}

  static DiagnosisView of(Diagnosis diagnosis) {
    Evidence evidence = diagnosis.evidence();
    return new DiagnosisView(
        diagnosis.root().cause().code(),
        diagnosis.root().cause() == Cause.ALL_WELL,
        summary(diagnosis),
        diagnosis.chain().stream()
            .map(link -> new Link(link.cause().code(), link.sentence()))
            .toList(),
        evidenceOf(diagnosis),
        diagnosis.root().remedy(),
        diagnosis.also().stream().map(DiagnosisView::other).toList(),
        diagnosis.stacks(),
        evidence.status().queue().toString(),
        server(evidence.server()),
        evidence.at().toString(),
        evidence.window().toMillis(),
        evidence.arrivalsPerSecond(),
        evidence.claimsPerSecond());
  }

  /** The whole chain, the remedy of its root, and that no server answers, if none does. */
  private static String summary(Diagnosis diagnosis) {
    List<String> sentences = diagnosis.chain().stream().map(Finding::sentence).toList();
    String chain = String.join("; ", sentences).replaceFirst("^its ", "the queue's ");
    String remedy =
        diagnosis.root().cause() == Cause.ALL_WELL ? "" : ": " + diagnosis.root().remedy();
    ServerContact server = diagnosis.evidence().server();
    boolean said =
        diagnosis.chain().stream().anyMatch(link -> OF_THE_SERVER.contains(link.cause()));
    String note =
        said || server.is(State.ANSWERS) ? "" : " " + capitalised(server.describe()) + ".";
    return capitalised(chain) + remedy + "." + history(diagnosis) + note;
  }

  /** What is over, where all is well now. */
  private static String history(Diagnosis diagnosis) {
    return diagnosis.root().cause() == Cause.ALL_WELL
        ? diagnosis.also().stream()
            .map(earlier -> " Before that, " + earlier.sentence() + ".")
            .collect(Collectors.joining())
        : "";
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static List<String> evidenceOf(Diagnosis diagnosis) {
    List<Finding> chain = diagnosis.chain();
    List<String> lines = new ArrayList<>();
    for (int i = chain.size() - 1; i >= 0; i--) {
      lines.addAll(chain.get(i).evidence());
    }
    for (String damage : diagnosis.evidence().queue().unreadable()) {
      lines.add(damage + "; this task is left out here");
    }
    return lines.stream().distinct().toList();
  }

  private static Other other(Finding finding) {
    return new Other(
        finding.cause().code(), finding.sentence(), finding.evidence(), finding.remedy());
  }

  private static Server server(ServerContact contact) {
    Long pid = contact.pid().isPresent() ? contact.pid().getAsLong() : null;
    return new Server(contact.state().name().toLowerCase(Locale.ROOT), contact.address(), pid);
  }
}
