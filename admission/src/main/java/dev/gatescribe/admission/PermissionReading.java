package dev.gatescribe.admission;

import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.policy.NameSelection;
import dev.gatescribe.admission.policy.Permission;
import dev.gatescribe.session.NamespaceScope;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.SshFeature;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code ssh}, {@code postgresql} and {@code kubernetes} of policies. */
final class PermissionReading {

  /** RFC 1123, section 2.1, as Kubernetes has it. */
  private static final Reading<String> NAMESPACE =
      Readings.matching(
          Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
          "a namespace",
          "1 to 63 lower-case letters, digits and '-', beginning and ending with one of the first");

  private static final Reading<SshFeature> FEATURE =
      Readings.word(
          "a feature that policies decide; other features are refused in every session",
          Arrays.stream(SshFeature.values())
              .collect(Collectors.toMap(SshFeature::code, Function.identity())));

  private PermissionReading() {}

  /**
   * What a policy says of each protocol. Empty if something is wrong, which is noted.
   *
   * @param allows whether it allows; one that denies speaks of logins alone
   */
  static Optional<Map<Protocol, Permission>> read(MappingNode policy, boolean allows) {
    Map<Protocol, Permission> permissions = new EnumMap<>(Protocol.class);
    boolean right = true;
    for (Protocol protocol : List.of(Protocol.SSH, Protocol.POSTGRESQL, Protocol.KUBERNETES)) {
      if (policy.has(protocol.code())) {
        Optional<Permission> permission =
            policy.required(
                protocol.code(), Readings.mapping(part -> permission(part, protocol, allows)));
        permission.ifPresent(value -> permissions.put(protocol, value));
        right &= permission.isPresent();
      }
    }
    if (right && allows && permissions.isEmpty()) {
      policy.refuse("this policy allows nothing", "ssh, postgresql or kubernetes");
      return Optional.empty();
    }
    return right ? Optional.of(permissions) : Optional.empty();
  }

  private static Optional<Permission> permission(
      MappingNode part, Protocol protocol, boolean allows) {
    Optional<NameSelection> logins =
        part.required(loginsOf(protocol), SelectionReading.selection(CredentialReader.LOGIN));
    Optional<NamespaceScope> namespaces = Optional.of(new NamespaceScope.Every());
    Optional<Set<SshFeature>> features = Optional.of(SshFeature.DEFAULTS);
    if (allows && protocol == Protocol.KUBERNETES && part.has("namespaces")) {
      namespaces =
          part.optional("namespaces", SelectionReading.selection(NAMESPACE))
              .map(PermissionReading::scope);
    }
    if (allows && protocol == Protocol.SSH && part.has("features")) {
      features = part.optional("features", Readings.listOf(1, FEATURE)).map(Set::copyOf);
    }
    return logins.isEmpty() || namespaces.isEmpty() || features.isEmpty()
        ? Optional.empty()
        : Optional.of(new Permission(logins.get(), namespaces.get(), features.get()));
  }

  /** What accounts are called there. */
  private static String loginsOf(Protocol protocol) {
    return switch (protocol) {
      case SSH -> "logins";
      case POSTGRESQL -> "roles";
      case KUBERNETES -> "groups";
      case WEB -> throw new IllegalStateException("nobody logs in to the web as an account");
    };
  }

  private static NamespaceScope scope(NameSelection namespaces) {
    return switch (namespaces) {
      case NameSelection.Every() -> new NamespaceScope.Every();
      case NameSelection.Only(var names) -> new NamespaceScope.Only(names);
    };
  }
}
