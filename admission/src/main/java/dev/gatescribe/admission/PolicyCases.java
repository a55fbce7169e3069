package dev.gatescribe.admission;

import dev.gatescribe.admission.document.Document;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.policy.PolicyEngine;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Cases for policies, from a file beside them: the policies it names, a small world of targets and
 * people to try them in, and what is expected. The policies are read and asked by the same code as
 * in the gateway.
 */
public final class PolicyCases {
  private final PolicyEngine engine;
  private final List<PolicyCase> cases;

  private PolicyCases(PolicyEngine engine, List<PolicyCase> cases) {
    this.engine = engine;
    this.cases = cases;
  }

  /**
   * Reads a file with cases, and what it names.
   *
   * @throws DocumentException with everything that is wrong in any of them
   */
  public static PolicyCases read(Path file) throws DocumentException {
    Document main = Document.read(file);
    MappingNode root = main.root();
    List<Document> documents = new ArrayList<>(List.of(main));
    documents.addAll(AccessFiles.read(main).others());
    AccessReader reader = new AccessReader(AdmissionConfiguration.recordings(root));
    CaseWorldReader worldReader =
        new CaseWorldReader(reader.targetNames(), reader.principalNames());
    List<Target> targets = new ArrayList<>(worldReader.targets(root));
    Map<String, Identity> people = new HashMap<>();
    worldReader
        .identities(root)
        .forEach(identity -> people.put(identity.principal().name(), identity));
    AccessReader.Access access = reader.read(documents.stream().map(Document::root).toList());
    access.targets().forEach(definition -> targets.add(definition.target()));
    access
        .principals()
        .forEach(definition -> people.put(definition.principal().name(), definition.identity()));
    CaseReader caseReader = new CaseReader(targets, people);
    List<PolicyCase> cases =
        root.required("cases", Readings.listOf(1, Readings.mapping(caseReader::read)))
            .orElse(List.of());
    documents.stream().map(Document::root).forEach(MappingNode::refuseOthers);
    Document.refuseIfAnyWrong(documents);
    return new PolicyCases(
        new PolicyEngine(
            Document.versionOf(documents), targets, access.groups(), access.policies()),
        cases);
  }

  /** How many there are. */
  public int size() {
    return cases.size();
  }

  /** Asks all of them. */
  public List<PolicyCase.Outcome> run() {
    return cases.stream().map(one -> one.run(engine)).toList();
  }

  /** Those that did not come out as expected. */
  public static Stream<PolicyCase.Outcome> failed(List<PolicyCase.Outcome> outcomes) {
    return outcomes.stream().filter(outcome -> outcome.failure().isPresent());
  }
}
