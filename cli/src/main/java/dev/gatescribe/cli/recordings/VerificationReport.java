package dev.gatescribe.cli.recordings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.recording.format.Deletion;
import dev.gatescribe.recording.format.Manifest;
import dev.gatescribe.recording.format.TrustedKey;
import dev.gatescribe.recording.verify.Verification;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says how recordings were found to be, one after the other, and counts them. */
final class VerificationReport {
  /** How a recording was found to be. */
  enum Outcome {
    HOLDS("holds"),
    NOT_FINISHED("not-finished"),
    /** On purpose, as something signed in the store says. */
    BEING_DELETED("being-deleted"),
    DOES_NOT_HOLD("does-not-hold");

    private final String code;

    Outcome(String code) {
      this.code = code;
    }
  }

  private final PrintWriter out;
  private final boolean json;
  private final boolean many;
  private final boolean keyGiven;
  private final ArrayNode array = SummaryJson.JSON.createArrayNode();
  private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
  private final Set<String> signersSaid = new HashSet<>();

  /**
   * @param many whether all recordings of a store are reported on, and not one
   * @param keyGiven whether signers were checked
   */
  VerificationReport(PrintWriter out, boolean json, boolean many, boolean keyGiven) {
    this.out = out;
    this.json = json;
    this.many = many;
    this.keyGiven = keyGiven;
  }

  void add(Verification verification, Outcome outcome) {
    counts.merge(outcome, 1, Integer::sum);
    if (json) {
      array.add(json(verification, outcome));
    } else {
      print(verification, outcome);
    }
  }

  boolean nothingWrong() {
    return count(Outcome.DOES_NOT_HOLD) == 0;
  }

  /** Says what came of all of them. */
  void end() {
    if (json) {
      out.println((many ? array : array.get(0)).toPrettyString());
    } else if (many) {
      out.println(sum());
    }
  }

  private String sum() {
    int holding = count(Outcome.HOLDS);
    int notFinished = count(Outcome.NOT_FINISHED);
    int deleting = count(Outcome.BEING_DELETED);
    int wrong = count(Outcome.DOES_NOT_HOLD);
    int all = holding + notFinished + deleting + wrong;
    String counted =
        holding
            + " hold"
            + (notFinished == 0 ? "" : ", " + notFinished + " not finished")
            + (deleting == 0 ? "" : ", " + deleting + " being deleted");
    String found;
    if (wrong > 0) {
      found = "NOT all hold: " + counted + ", " + wrong + " WRONG";
    } else {
      found = notFinished == 0 && deleting == 0 ? "all hold" : counted;
    }
    return all + (all == 1 ? " recording" : " recordings") + " checked: " + found;
  }

  private int count(Outcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }

  private void print(Verification verification, Outcome outcome) {
    for (Verification.Finding attempt : verification.attempts()) {
      out.println("ATTEMPT " + attempt);
    }
    if (outcome == Outcome.NOT_FINISHED) {
      out.println(
          SummaryText.NOT_FINISHED + " " + verification.id() + ": " + segmentsSoFar(verification));
      return;
    }
    Deletion deletion = verification.deletion();
    if (deletion != null) {
      out.println(
          "being deleted " + verification.id() + ": " + Figures.printable(deletion.story()));
      return;
    }
    for (Verification.Finding finding : verification.findings()) {
      out.println("WRONG " + finding);
    }
    printSigner(verification);
    out.println(
        (outcome == Outcome.HOLDS ? "verified " : "NOT VERIFIED ")
            + verification.id()
            + ": "
            + contents(verification));
  }

  private static String contents(Verification verification) {
    Manifest manifest = verification.manifest();
    if (manifest != null) {
      return manifest.state().code()
          + ", "
          + segments(verification)
          + ", "
          + manifest.events()
          + " events, "
          + Figures.bytes(manifest.storedBytes());
    }
    if (verification.notFinished()) {
      return SummaryText.NOT_FINISHED
          + ", its last event is of "
          + Figures.time(verification.lastEventAt())
          + "; "
          + segmentsSoFar(verification);
    }
    return "no manifest to go by, " + segments(verification);
  }

  private static String segmentsSoFar(Verification verification) {
    return segments(verification) + " so far " + (verification.segments() == 1 ? "holds" : "hold");
  }

  private static String segments(Verification verification) {
    return verification.segments() + (verification.segments() == 1 ? " segment" : " segments");
  }

  private void printSigner(Verification verification) {
    TrustedKey signer = verification.signer();
    if (signer == null) {
      return;
    }
    String fingerprint = signer.fingerprint();
    if (verification.signerTrusted()) {
      out.println("signer checked: " + fingerprint);
    } else if (keyGiven) {
      out.println("signer not trusted: " + fingerprint);
    } else if (signersSaid.add(fingerprint)) {
      // Once for each signer: who checks a thousand recordings has understood, and must see a
      // second.
      out.println("signer not checked: " + fingerprint);
      if (signersSaid.size() == 1) {
        out.println("  (pass --key FILE, for example DATA/keys/recording-signing.pub.pem)");
      }
    }
  }

  private ObjectNode json(Verification verification, Outcome outcome) {
    ObjectNode node = SummaryJson.JSON.createObjectNode();
    node.put("id", verification.id().toString());
    node.put("holds", verification.holds());
    node.put("outcome", outcome.code);
    node.put("state", state(verification));
    node.put("segments", verification.segments());
    if (verification.signer() != null) {
      node.put("signer", verification.signer().fingerprint());
    }
    node.put("signerChecked", keyGiven);
    node.put("signerTrusted", verification.signerTrusted());
    addTo(node.putArray("findings"), verification.findings());
    addTo(node.putArray("attempts"), verification.attempts());
    return node;
  }

  private static String state(Verification verification) {
    Manifest manifest = verification.manifest();
    if (manifest != null) {
      return manifest.state().code();
    }
    return verification.deletion() == null ? "incomplete" : "deleting";
  }

  private static void addTo(ArrayNode array, List<Verification.Finding> findings) {
    findings.forEach(finding ->
        array.addObject().put("object", finding.object()).put("problem", finding.problem()));
  }
}
