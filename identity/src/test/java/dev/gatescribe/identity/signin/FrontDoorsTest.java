package dev.gatescribe.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.nimbusds.jwt.PlainJWT;
import dev.gatescribe.identity.FrontDoorSettings;
import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.identity.IssuerSettings.Claims;
import dev.gatescribe.identity.PostgresServer;
import dev.gatescribe.identity.Seal;
import dev.gatescribe.identity.SettableClock;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.TestIssuer;
import dev.gatescribe.identity.store.Client;
import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.IdpGroup;
import dev.gatescribe.session.Principal;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge such as Cloudflare's: no discovery, the address as name, an audience of its own. */
class FrontDoorsTest {
  private static final Client BROWSER = Client.of("192.0.2.1", "Chromium");
  private static final String AUDIENCE = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56";
  private static PostgresServer postgres;

  private final SettableClock clock = new SettableClock();
  private final TestIssuer edge = new TestIssuer(clock);
  private final List<AuditEvent> audited = Collections.synchronizedList(new ArrayList<>());
  private final IdentitySettings settings =
      new IdentitySettings(
          List.of(),
          List.of(
              new FrontDoorSettings(
                  "edge",
                  edge.issuer(),
                  Optional.of(edge.issuer().resolve("/keys")),
                  Set.of(AUDIENCE),
                  "Cf-Access-Jwt-Assertion",
                  new Claims(
                      "email",
                      List.of("custom.groups"),
                      "email",
                      "",
                      Set.of(),
                      Set.of(),
                      java.util.Map.of()),
                  Optional.empty())),
          IdentitySettings.WebSessionBounds.USUAL,
          Set.of(new IdpGroup("edge", "auditors")));
  private final BrowserSignIns signIns =
      new BrowserSignIns(
          settings,
          URI.create("http://127.0.0.1:8080/"),
          new Seal(new byte[Seal.KEY_BYTES]),
          postgres.connections(),
          new SignInAudit(audited::add, clock),
          "reserved@example.org"::equals,
          clock);

  @BeforeAll
  static void startDatabase(@TempDir Path directory) throws Exception {
    postgres = new PostgresServer(directory);
  }

  @AfterAll
  static void stopDatabase() {
    postgres.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    postgres.empty();
    edge.claims.clear();
    edge.claims.put("email", "ada@example.org");
    edge.claims.put("custom", java.util.Map.of("groups", List.of("auditors")));
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private com.nimbusds.jwt.JWTClaimsSet.Builder claims() {
    return edge.rightClaims(null).audience(AUDIENCE);
  }

  private Optional<Visitor> visitor(String token) throws Exception {
    return signIns.frontDoors().visitor("edge", token, BROWSER);
  }

  @Test
  void edgeSignsSomebodyInThenTheyAreKnownWithoutAPromptAndAuditedOnce() throws Exception {
    String token = edge.sign(claims().build());

    Visitor visitor = visitor(token).orElseThrow();
    for (int i = 0; i < 10; i++) {
      clock.advance(FrontDoors.CHECKED_EVERY);
      assertThat(visitor(token)).isPresent();
    }

    assertThat(visitor.identity().principal()).isEqualTo(new Principal("ada@example.org"));
    assertThat(visitor.identity().email()).contains("ada@example.org");
    assertThat(visitor.mayWatch()).isTrue();
    assertThat(visitor.authentication().method()).isEqualTo(AuthenticationMethod.FRONT_DOOR);
    assertThat(audited).extracting(AuditEvent::action).containsExactly(AuditAction.WEB_SIGNED_IN);
  }

  @Test
  void tokenEndsThenNobodyIsKnownByIt() throws Exception {
    String token = edge.sign(claims().build());
    visitor(token);

    clock.advance(java.time.Duration.ofMinutes(6));

    assertRefused(SignInRefusal.TOKEN_EXPIRED, () -> visitor(token));
  }

  @Test
  void tokenDoesNotHoldThenItMeansNothing() {
    assertRefused(SignInRefusal.TOKEN_MALFORMED, () -> visitor("true"));
    assertRefused(
        SignInRefusal.TOKEN_UNSIGNED, () -> visitor(new PlainJWT(claims().build()).serialize()));
    assertRefused(
        SignInRefusal.AUDIENCE_MISMATCH,
        () -> visitor(edge.sign(claims().audience("another application").build())));
    assertRefused(
        SignInRefusal.ISSUER_MISMATCH,
        () -> visitor(edge.sign(claims().issuer("https://other.cloudflareaccess.com").build())));
    assertRefused(
        SignInRefusal.TOKEN_NOT_YET_VALID,
        () ->
            visitor(
                edge.sign(
                    claims().notBeforeTime(Date.from(clock.instant().plusSeconds(90))).build())));
    edge.key = TestIssuer.newKey();
    assertRefused(SignInRefusal.UNKNOWN_KEY, () -> visitor(edge.sign(claims().build())));
    assertThat(audited).isEmpty();
  }

  /** A token of a service has no subject; people are meant here. */
  @Test
  void tokenIsThatOfAServiceThenIsRefused() {
    assertRefused(
        SignInRefusal.CLAIM_UNUSABLE, () -> visitor(edge.sign(claims().subject("").build())));
  }

  @Test
  void nameIsThatOfAConfiguredPrincipalThenIsRefused() {
    edge.claims.put("email", "reserved@example.org");

    assertRefused(SignInRefusal.NAME_TAKEN, () -> visitor(edge.sign(claims().build())));
  }

  /** An older token does not bring a group back that a newer one has not. */
  @Test
  void olderTokenIsShownAfterANewerThenTheNewerCounts() throws Exception {
    String older = edge.sign(claims().build());
    clock.advance(java.time.Duration.ofSeconds(10));
    edge.claims.put("custom", java.util.Map.of("groups", List.of("engineers")));
    visitor(edge.sign(claims().build()));

    assertThat(visitor(older).orElseThrow().mayWatch()).isFalse();
  }

  private static void assertRefused(SignInRefusal refusal, ThrowingCallable attempt) {
    assertThatCode(attempt)
        .isInstanceOfSatisfying(
            SignInException.class, refused -> assertThat(refused.refusal()).isEqualTo(refusal));
  }
}
