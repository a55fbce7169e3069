package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.policy.AccessGroup;
import dev.gatescribe.admission.policy.Policy;
import java.util.List;

/**
 * Reads targets, principals, groups and policies of several documents as if they were one. The
 * names of each kind are taken down before anything speaks of them.
 */
final class AccessReader {
  private final NameRegister targetNames = new NameRegister("target");
  private final NameRegister principalNames = new NameRegister("principal");
  private final NameRegister groupNames = new NameRegister("group");
  private final RecordingTermsReading recordings;

  /** What they say. */
  record Access(
      List<TargetDefinition> targets,
      List<PrincipalDefinition> principals,
      List<AccessGroup> groups,
      List<Policy> policies) {}

  AccessReader(RecordingTermsReading recordings) {
    this.recordings = recordings;
  }

  NameRegister targetNames() {
    return targetNames;
  }

  NameRegister principalNames() {
    return principalNames;
  }

  Access read(List<MappingNode> roots) {
    TargetReader targetReader = new TargetReader(targetNames);
    List<TargetDefinition> targets =
        roots.stream().flatMap(root -> targetReader.read(root).stream()).toList();
    PrincipalReader principalReader = new PrincipalReader(principalNames, targetNames);
    List<PrincipalDefinition> principals =
        roots.stream().flatMap(root -> principalReader.read(root).stream()).toList();
    SelectorReader selectors = new SelectorReader(principalNames, groupNames);
    List<AccessGroup> groups = new GroupReader(groupNames, selectors).read(roots);
    PolicyReader policyReader = new PolicyReader(targetNames, selectors, recordings);
    List<Policy> policies =
        roots.stream().flatMap(root -> policyReader.read(root).stream()).toList();
    return new Access(targets, principals, groups, policies);
  }
}
