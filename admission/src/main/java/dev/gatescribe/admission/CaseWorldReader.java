package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the world in which cases are tried: {@code testTargets} and {@code identities}. */
final class CaseWorldReader {
  private static final Reading<IdpGroup> IDP_GROUP =
      Readings.parsed(
          "a group of an identity provider",
          "ISSUER/NAME",
          text -> {
            int slash = text.indexOf('/');
            return slash < 1 || slash == text.length() - 1
                ? Optional.empty()
                : Optional.of(new IdpGroup(text.substring(0, slash), text.substring(slash + 1)));
          });

  private final NameRegister targetNames;
  private final NameRegister principalNames;

  CaseWorldReader(NameRegister targetNames, NameRegister principalNames) {
    this.targetNames = targetNames;
    this.principalNames = principalNames;
  }

  List<Target> targets(MappingNode root) {
    return root.optional("testTargets", Readings.listOf(0, Readings.mapping(this::target)))
        .orElse(List.of());
  }

  List<Identity> identities(MappingNode root) {
    return root.optional("identities", Readings.listOf(0, Readings.mapping(this::identity)))
        .orElse(List.of());
  }

  /** Nothing is dialled, so it needs neither address nor credential. */
  private Optional<Target> target(MappingNode mapping) {
    Optional<String> name = targetNames.readName(mapping);
    Optional<Protocol> protocol = mapping.required("protocol", TargetReader.PROTOCOL);
    Optional<Labels> labels = mapping.optional("labels", LabelReading.LABELS);
    return name.isEmpty() || protocol.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Target(
                name.get(),
                protocol.get(),
                "test.invalid",
                1,
                protocol.get() == Protocol.SSH
                    ? new TargetTrust.PinnedHostKeys(List.of("none"))
                    : new TargetTrust.Unprotected(),
                labels.orElse(Labels.NONE)));
  }

  private Optional<Identity> identity(MappingNode mapping) {
    Optional<String> name = principalNames.readName(mapping);
    Optional<Identity.Kind> kind = mapping.optional("kind", PrincipalReader.KIND);
    Optional<String> email = mapping.optional("email", PrincipalReader.EMAIL);
    Optional<List<IdpGroup>> groups = mapping.optional("idpGroups", Readings.listOf(0, IDP_GROUP));
    return name.map(known ->
        new Identity(
            new Principal(known),
            kind.orElse(Identity.Kind.PERSON),
            email,
            Set.copyOf(groups.orElse(List.of()))));
  }
}
