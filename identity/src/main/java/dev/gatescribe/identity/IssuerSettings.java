package dev.gatescribe.identity;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer of OpenID Connect that people sign in with.
 *
 * @param name by which configuration, policies and addresses know it
 * @param title what the button says
 * @param issuer its identifier, exactly as it stands in its tokens
 * @param clientId what it calls this gateway
 * @param clientSecretFile read at each use, since it may be changed; empty for a public client
 * @param scopes asked for, {@code openid} among them
 * @param claims where what counts stands in its tokens
 */
public record IssuerSettings(
    String name,
    String title,
    URI issuer,
    String clientId,
    Optional<Path> clientSecretFile,
    List<String> scopes,
    Claims claims) {

  public IssuerSettings {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(clientId, "clientId");
    Objects.requireNonNull(clientSecretFile, "clientSecretFile");
    Objects.requireNonNull(claims, "claims");
    scopes = List.copyOf(scopes);
  }

  /**
   * Where what counts stands in the claims. A path is a name, or names with dots between them for
   * what is nested, such as {@code realm_access.roles}.
   *
   * @param name the principal's name
   * @param groups lists of groups or roles; all count
   * @param email the address
   * @param emailVerified what has to be true for the address to count; empty where every address is
   *     verified
   * @param secondFactorContexts values of {@code acr} that mean a second factor
   * @param secondFactorMethods values of {@code amr} of which one means a second factor
   * @param posture facts about the device, by the name that policies use
   */
  public record Claims(
      String name,
      List<String> groups,
      String email,
      String emailVerified,
      Set<String> secondFactorContexts,
      Set<String> secondFactorMethods,
      Map<String, String> posture) {
    /** What Keycloak and most others send. */
    public static final Claims USUAL =
        new Claims(
            "preferred_username",
            List.of("groups"),
            "email",
            "email_verified",
            Set.of(),
            Set.of("mfa"),
            Map.of());

    public Claims {
      groups = List.copyOf(groups);
      secondFactorContexts = Set.copyOf(secondFactorContexts);
      secondFactorMethods = Set.copyOf(secondFactorMethods);
      posture = Map.copyOf(posture);
    }
  }
}
