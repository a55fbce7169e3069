package dev.gatescribe.admission;

import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code targets}. */
final class TargetReader {
  static final Reading<Protocol> PROTOCOL =
      Readings.word(
          "a protocol of this release",
          Map.of(
              Protocol.SSH.code(),
              Protocol.SSH,
              Protocol.POSTGRESQL.code(),
              Protocol.POSTGRESQL,
              Protocol.KUBERNETES.code(),
              Protocol.KUBERNETES));

  private final NameRegister names;

  TargetReader(NameRegister names) {
    this.names = names;
  }

  List<TargetDefinition> read(MappingNode root) {
    return root.optional("targets", Readings.listOf(0, Readings.mapping(this::target)))
        .orElse(List.of());
  }

  private Optional<TargetDefinition> target(MappingNode mapping) {
    Optional<String> name = names.readName(mapping);
    Optional<Protocol> protocol = mapping.required("protocol", PROTOCOL);
    Optional<HostAndPort> address = mapping.required("address", Readings.hostAndPort());
    if (protocol.isEmpty()) {
      // Which of these keys belong there is not known, so nothing is said of them.
      List.of("hostKeys", "tls", "credentials", "labels").forEach(mapping::has);
      return Optional.empty();
    }
    Optional<TargetTrust> trust = TrustReading.read(mapping, protocol.get());
    Optional<Labels> labels = mapping.optional("labels", LabelReading.LABELS);
    // A target without a right name is left out, so that its credentials need none to be checked.
    Optional<List<CredentialReference>> credentials =
        new CredentialReader(name.orElse(""), protocol.get()).read(mapping);
    if (name.isEmpty() || address.isEmpty() || trust.isEmpty() || credentials.isEmpty()) {
      return Optional.empty();
    }
    Target target =
        new Target(
            name.get(),
            protocol.get(),
            address.get().host(),
            address.get().port(),
            trust.get(),
            labels.orElse(Labels.NONE));
    return Optional.of(new TargetDefinition(target, credentials.get()));
  }
}
