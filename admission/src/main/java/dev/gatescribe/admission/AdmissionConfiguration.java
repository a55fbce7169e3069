package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.ContentLimits;
import dev.gatescribe.session.Durability;
import java.util.List;
import java.util.Optional;

/**
 * Who and what there is, and who may.
 *
 * @param durability what the audit log survives, and sessions whose rule asks for nothing else
 * @param rules in the order of the file, which is the order in which they are tried
 */
public record AdmissionConfiguration(
    Durability durability,
    List<TargetDefinition> targets,
    List<PrincipalDefinition> principals,
    List<AccessRule> rules) {

  /** A loss of power is no rarer on a gateway than elsewhere, and one flush costs little. */
  public static final Durability DEFAULT_DURABILITY = Durability.DISK;

  public AdmissionConfiguration {
    targets = List.copyOf(targets);
    principals = List.copyOf(principals);
    rules = List.copyOf(rules);
  }

  /**
   * Reads the keys {@code recording}, {@code targets}, {@code principals} and {@code rules} of a
   * document's root. What is wrong is noted on the document and left out here: the answer may be
   * used only after {@link dev.gatescribe.admission.document.Document#refuseIfWrong} let it pass.
   */
  public static AdmissionConfiguration read(MappingNode root) {
    Recordings recordings =
        root.optional("recording", Readings.mapping(part -> Optional.of(Recordings.read(part))))
            .orElse(new Recordings(DEFAULT_DURABILITY, ContentLimitsReader.DEFAULTS));
    NameRegister targetNames = new NameRegister("target");
    NameRegister principalNames = new NameRegister("principal");
    List<TargetDefinition> targets = new TargetReader(targetNames).read(root);
    List<PrincipalDefinition> principals =
        new PrincipalReader(principalNames, targetNames).read(root);
    // The rules come last, because they speak of the names above.
    List<AccessRule> rules =
        new RuleReader(principalNames, targetNames, recordings.durability, recordings.content)
            .read(root);
    return new AdmissionConfiguration(recordings.durability, targets, principals, rules);
  }

  /** What holds for recordings whose rule says nothing else. */
  private record Recordings(Durability durability, ContentLimits content) {
    static Recordings read(MappingNode part) {
      return new Recordings(
          part.optional("durability", RuleReader.DURABILITY).orElse(DEFAULT_DURABILITY),
          part.optional("content", ContentLimitsReader.reading(ContentLimitsReader.DEFAULTS))
              .orElse(ContentLimitsReader.DEFAULTS));
    }
  }

  /** The credentials of all targets. */
  public List<CredentialReference> credentials() {
    return targets.stream().flatMap(target -> target.credentials().stream()).toList();
  }
}
