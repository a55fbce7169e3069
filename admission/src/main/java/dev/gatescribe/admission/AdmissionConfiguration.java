package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.policy.AccessGroup;
import dev.gatescribe.admission.policy.Policy;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.session.Durability;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who and what there is, and who may.
 *
 * @param durability what the audit log survives, and sessions whose policy asks for nothing else
 * @param policies in the order of the files, which is the order in which they are tried
 * @param version says in audit events which policies these are
 */
public record AdmissionConfiguration(
    Durability durability,
    List<TargetDefinition> targets,
    List<PrincipalDefinition> principals,
    List<AccessGroup> groups,
    List<Policy> policies,
    String version) {

  /** A loss of power is no rarer on a gateway than elsewhere, and one flush costs little. */
  public static final Durability DEFAULT_DURABILITY = Durability.DISK;

  /** Somebody who means none of these says so. */
  private static final List<String> REQUIRED = List.of("targets", "principals", "policies");

  public AdmissionConfiguration {
    targets = List.copyOf(targets);
    principals = List.copyOf(principals);
    groups = List.copyOf(groups);
    policies = List.copyOf(policies);
  }

  /**
   * Reads the key {@code recording} of the main document, and {@code targets}, {@code principals},
   * {@code groups} and {@code policies} of all. What is wrong is noted on the documents and left
   * out here: the answer may be used only after {@link
   * dev.gatescribe.admission.document.Document#refuseIfWrong} let all of them pass.
   *
   * @param main the root of the main document
   * @param others the roots of further ones, in their order
   * @param isDivided whether the main document need not say all of it
   * @param version of their text
   */
  public static AdmissionConfiguration read(
      MappingNode main, List<MappingNode> others, boolean isDivided, String version) {
    RecordingTermsReading recordings = recordings(main);
    if (!isDivided) {
      for (String key : REQUIRED) {
        var _ = main.required(key, Optional::of);
      }
    }
    AccessReader reader = new AccessReader(recordings);
    List<MappingNode> roots = Stream.concat(Stream.of(main), others.stream()).toList();
    AccessReader.Access access = reader.read(roots);
    others.forEach(MappingNode::refuseOthers);
    return new AdmissionConfiguration(
        recordings.durability(),
        access.targets(),
        access.principals(),
        access.groups(),
        access.policies(),
        version);
  }

  /** What holds for recordings whose policy says nothing else. */
  static RecordingTermsReading recordings(MappingNode main) {
    return main.optional("recording", Readings.mapping(part -> Optional.of(terms(part))))
        .orElse(new RecordingTermsReading(DEFAULT_DURABILITY, ContentLimitsReader.DEFAULTS));
  }

  private static RecordingTermsReading terms(MappingNode part) {
    return new RecordingTermsReading(
        part.optional("durability", RecordingTermsReading.DURABILITY).orElse(DEFAULT_DURABILITY),
        part.optional("content", ContentLimitsReader.reading(ContentLimitsReader.DEFAULTS))
            .orElse(ContentLimitsReader.DEFAULTS));
  }

  /** The credentials of all targets. */
  public List<CredentialReference> credentials() {
    return targets.stream().flatMap(target -> target.credentials().stream()).toList();
  }

  /** What decides by it. */
  public PolicyEngine engine() {
    return new PolicyEngine(
        version, targets.stream().map(TargetDefinition::target).toList(), groups, policies);
  }
}
