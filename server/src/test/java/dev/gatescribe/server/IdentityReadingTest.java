package dev.gatescribe.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.identity.FrontDoorSettings;
import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.session.IdpGroup;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityReadingTest {
  @TempDir private Path folder;

  private ServerConfiguration read(String more) throws IOException, StartException {
    Path file = folder.resolve("gatescribe.yaml");
    Files.writeString(file, "data: data\ntargets: []\nprincipals: []\npolicies: []\n" + more);
    return ServerConfiguration.read(file);
  }

  @Test
  void nothingIsSaidThenNobodySignsInWithAnIssuer() throws Exception {
    assertThat(read("").identity()).isEqualTo(IdentitySettings.NONE);
    assertThat(read("").home()).isEqualTo(URI.create("http://127.0.0.1:8080/"));
  }

  @Test
  void everythingIsSaidThenItIsRead() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

    ServerConfiguration configuration =
        read(
            """
            web:
              listen: 0.0.0.0:8080
              url: https://gatescribe.example.org
            identity:
              issuers:
                - name: corp
                  title: Example Corp
                  issuer: https://id.example.org/realms/corp
                  clientId: gatescribe
                  clientSecretFile: secret
                  scopes: [openid, groups]
                  nameClaim: upn
                  groupsClaims: [groups, realm_access.roles]
                  emailClaim: mail
                  emailVerifiedClaim: mail_verified
                  secondFactorAcr: ['2']
                  secondFactorAmr: [otp]
                  postureClaims: {managed: device.managed}
                - {name: partners, issuer: 'https://partners.example.org', clientId: g}
              viewers:
                - {issuer: corp, group: auditors}
              sessions: {idle: 10m, maximum: 8h, refresh: 30s, refreshLimit: 5m, factsMaximum: 1h}
            """);

    IdentitySettings identity = configuration.identity();
    assertThat(configuration.home()).isEqualTo(URI.create("https://gatescribe.example.org/"));
    assertThat(identity.issuers().getFirst())
        .isEqualTo(
            new IssuerSettings(
                "corp",
                "Example Corp",
                URI.create("https://id.example.org/realms/corp"),
                "gatescribe",
                java.util.Optional.of(secret),
                List.of("openid", "groups"),
                new IssuerSettings.Claims(
                    "upn",
                    List.of("groups", "realm_access.roles"),
                    "mail",
                    "mail_verified",
                    Set.of("2"),
                    Set.of("otp"),
                    Map.of("managed", "device.managed"))));
    assertThat(identity.issuers().getLast().claims()).isEqualTo(IssuerSettings.Claims.USUAL);
    assertThat(identity.issuers().getLast().title()).isEqualTo("partners");
    assertThat(identity.viewers()).containsExactly(new IdpGroup("corp", "auditors"));
    assertThat(identity.sessions())
        .isEqualTo(
            new IdentitySettings.WebSessionBounds(
                Duration.ofMinutes(10),
                Duration.ofHours(8),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofHours(1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: corp, issuer: 'http://id.example.org', clientId: g}|https://HOST",
        "{name: corp, issuer: 'https://id.example.org?x=1', clientId: g}|https://HOST",
        "{name: corp, issuer: 'https://a:b@id.example.org', clientId: g}|https://HOST",
        "{name: Corp, issuer: 'https://id.example.org', clientId: g}|lower-case",
        "{name: corp, issuer: 'https://id.example.org'}|clientId",
        "{name: corp, issuer: 'https://id.example.org', clientId: g, scopes: [email]}|openid",
        "{name: corp, issuer: 'https://id.example.org', clientId: g, scope: [openid]}|scopes",
        "{name: corp, issuer: 'https://id.example.org', clientId: g, clientSecretFile: no}|no such file",
      })
  void wrongIssuerIsRefusedWithItsPlace(String issuer, String said) {
    assertThatThrownBy(() -> read("identity:\n  issuers:\n    - " + issuer + "\n"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("gatescribe.yaml:7:")
        .hasMessageContaining(said);
  }

  @Test
  void frontDoorIsSaidThenItIsRead() throws Exception {
    ServerConfiguration configuration =
        read(
            """
            proxies: [10.0.0.0/8, 127.0.0.1]
            identity:
              issuers: []
              frontDoors:
                - name: edge
                  issuer: https://team.cloudflareaccess.com
                  keys: https://team.cloudflareaccess.com/cdn-cgi/access/certs
                  audience: [tag]
                  header: Cf-Access-Jwt-Assertion
                  nameClaim: email
                  emailTrusted: true
              viewers:
                - {issuer: edge, group: auditors}
            """);

    FrontDoorSettings door = configuration.identity().frontDoors().getFirst();
    assertThat(door.keys())
        .contains(URI.create("https://team.cloudflareaccess.com/cdn-cgi/access/certs"));
    assertThat(door.claims().name()).isEqualTo("email");
    assertThat(door.claims().emailVerified()).isEmpty();
    assertThat(configuration.proxies().include("10.1.2.3")).isTrue();
    assertThat(configuration.proxies().include("192.0.2.1")).isFalse();
  }

  @Test
  void proxyIsNoAddressThenIsRefused() {
    assertThatThrownBy(() -> read("proxies: [proxy.example.org]\n"))
        .hasMessageContaining("gatescribe.yaml:5:")
        .hasMessageContaining("is not a network");
  }

  @Test
  void issuerIsThereTwiceThenIsRefused() {
    assertThatThrownBy(() ->
            read(
                """
                identity:
                  issuers:
                    - {name: corp, issuer: 'https://id.example.org', clientId: g}
                    - {name: corp, issuer: 'https://other.example.org', clientId: g}
                """))
        .hasMessageContaining("gatescribe.yaml:8:")
        .hasMessageContaining("is there twice");
  }

  @Test
  void viewersAreOfAnIssuerThatIsNotThereThenIsRefused() {
    assertThatThrownBy(
            () -> read("identity:\n  issuers: []\n  viewers: [{issuer: corp, group: auditors}]\n"))
        .hasMessageContaining("there is no issuer");
  }

  /** Issuers would send browsers to an address that nobody can reach. */
  @Test
  void addressOfTheWebApplicationIsNotKnownThenIsRefused() {
    assertThatThrownBy(() ->
            read(
                """
                web: {listen: '0.0.0.0:8080'}
                identity:
                  issuers:
                    - {name: corp, issuer: 'https://id.example.org', clientId: g}
                """))
        .hasMessageContaining("web.url");
  }
}
