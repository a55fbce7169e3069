package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import java.util.List;

/**
 * Who and what there is, and who may.
 *
 * @param rules in the order of the file, which is the order in which they are tried
 */
public record AdmissionConfiguration(
    List<TargetDefinition> targets, List<PrincipalDefinition> principals, List<AccessRule> rules) {
  public AdmissionConfiguration {
    targets = List.copyOf(targets);
    principals = List.copyOf(principals);
    rules = List.copyOf(rules);
  }

  /**
   * Reads the keys {@code targets}, {@code principals} and {@code rules} of a document's root. What
   * is wrong is noted on the document and left out here: the answer may be used only after {@link
   * dev.gatescribe.admission.document.Document#refuseIfWrong} let it pass.
   */
  public static AdmissionConfiguration read(MappingNode root) {
    NameRegister targetNames = new NameRegister("target");
    NameRegister principalNames = new NameRegister("principal");
    List<TargetDefinition> targets = new TargetReader(targetNames).read(root);
    List<PrincipalDefinition> principals =
        new PrincipalReader(principalNames, targetNames).read(root);
    // The rules come last, because they speak of the names above.
    List<AccessRule> rules = new RuleReader(principalNames, targetNames).read(root);
    return new AdmissionConfiguration(targets, principals, rules);
  }

  /** The credentials of all targets. */
  public List<CredentialReference> credentials() {
    return targets.stream().flatMap(target -> target.credentials().stream()).toList();
  }
}
