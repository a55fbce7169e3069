package dev.gatescribe.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatescribe.identity.SettableClock;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import dev.gatescribe.identity.TestIssuer;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The negative matrix: each token is wrong in one way, and refused for that reason. */
class RefusedTokenTest {
  private static final SettableClock CLOCK = new SettableClock();
  private static final TestIssuer ISSUER = new TestIssuer(CLOCK);
  private static final RSAKey STRANGERS = TestIssuer.newKey();
  private static final RelyingParty PARTY =
      new RelyingParty(
          ISSUER.settings(), URI.create("http://127.0.0.1/sign-in/corp/callback"), CLOCK);

  /** One row: how the token is made of what would be right, and why it is refused. */
  record Row(String what, SignInRefusal refusal, BiFunction<TestIssuer, String, String> token) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    claims(
        rows,
        "iss of another",
        SignInRefusal.ISSUER_MISMATCH,
        c -> c.issuer("https://evil.example"));
    claims(
        rows,
        "iss with a slash more",
        SignInRefusal.ISSUER_MISMATCH,
        c -> c.issuer(ISSUER.issuer() + "/"));
    claims(rows, "no iss", SignInRefusal.ISSUER_MISMATCH, c -> c.issuer(null));
    claims(rows, "aud of another", SignInRefusal.AUDIENCE_MISMATCH, c -> c.audience("grafana"));
    claims(rows, "no aud", SignInRefusal.AUDIENCE_MISMATCH, c -> c.audience((String) null));
    claims(
        rows,
        "aud that only begins alike",
        SignInRefusal.AUDIENCE_MISMATCH,
        c -> c.audience("gatescribe2"));
    claims(
        rows,
        "azp of another",
        SignInRefusal.AUTHORIZED_PARTY_MISMATCH,
        c -> c.claim("azp", "grafana"));
    claims(
        rows,
        "azp that is no text",
        SignInRefusal.AUTHORIZED_PARTY_MISMATCH,
        c -> c.claim("azp", List.of("gatescribe")));
    claims(
        rows,
        "several audiences and no azp",
        SignInRefusal.AUTHORIZED_PARTY_MISMATCH,
        c -> c.audience(List.of("gatescribe", "grafana")));
    claims(
        rows,
        "nonce of another sign-in",
        SignInRefusal.NONCE_MISMATCH,
        c -> c.claim("nonce", "another"));
    claims(rows, "no nonce", SignInRefusal.NONCE_MISMATCH, c -> c.claim("nonce", null));
    claims(rows, "nonce that is no text", SignInRefusal.NONCE_MISMATCH, c -> c.claim("nonce", 1));
    claims(rows, "expired", SignInRefusal.TOKEN_EXPIRED, c -> c.expirationTime(at(-61)));
    claims(
        rows, "expired to the second", SignInRefusal.TOKEN_EXPIRED, c -> c.expirationTime(at(-60)));
    claims(rows, "no exp", SignInRefusal.CLAIM_UNUSABLE, c -> c.expirationTime(null));
    claims(rows, "no iat", SignInRefusal.CLAIM_UNUSABLE, c -> c.issueTime(null));
    claims(rows, "iat in the future", SignInRefusal.TOKEN_NOT_YET_VALID, c -> c.issueTime(at(62)));
    claims(
        rows, "nbf in the future", SignInRefusal.TOKEN_NOT_YET_VALID, c -> c.notBeforeTime(at(62)));
    claims(rows, "no sub", SignInRefusal.CLAIM_UNUSABLE, c -> c.subject(null));
    claims(rows, "empty sub", SignInRefusal.CLAIM_UNUSABLE, c -> c.subject(" "));
    claims(
        rows,
        "name with a line break",
        SignInRefusal.CLAIM_UNUSABLE,
        c -> c.claim("preferred_username", "ada\nroot"));
    claims(
        rows,
        "name like a group of the cluster",
        SignInRefusal.CLAIM_UNUSABLE,
        c -> c.claim("preferred_username", "system:masters"));
    claims(rows, "no name", SignInRefusal.CLAIM_UNUSABLE, c -> c.claim("preferred_username", null));
    claims(
        rows,
        "auth_time that is no time",
        SignInRefusal.CLAIM_UNUSABLE,
        c -> c.claim("auth_time", "yesterday"));
    claims(
        rows,
        "a logout shown as identity",
        SignInRefusal.TOKEN_OF_ANOTHER_KIND,
        c ->
            c.claim(
                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())));
    raw(rows, "alg none", SignInRefusal.TOKEN_UNSIGNED, set -> new PlainJWT(set).serialize());
    raw(
        rows,
        "alg none with the right signature behind it",
        SignInRefusal.TOKEN_MALFORMED,
        set -> new PlainJWT(set).serialize() + ISSUER.sign(set).split("\\.", -1)[2]);
    raw(
        rows,
        "HS256 with the public key as secret",
        SignInRefusal.ALGORITHM_NOT_ALLOWED,
        RefusedTokenTest::signedWithPublicKey);
    raw(
        rows,
        "unknown kid",
        SignInRefusal.UNKNOWN_KEY,
        set -> TestIssuer.sign(header(STRANGERS.getKeyID()).build(), STRANGERS, set));
    raw(
        rows,
        "the right kid over another key's signature",
        SignInRefusal.SIGNATURE_INVALID,
        set -> TestIssuer.sign(header(ISSUER.key.getKeyID()).build(), STRANGERS, set));
    raw(
        rows,
        "a key of its own in the header",
        SignInRefusal.UNKNOWN_KEY,
        set ->
            TestIssuer.sign(
                header(STRANGERS.getKeyID()).jwk(STRANGERS.toPublicJWK()).build(), STRANGERS, set));
    raw(
        rows,
        "something critical that nobody understands",
        SignInRefusal.TOKEN_MALFORMED,
        set ->
            TestIssuer.sign(
                header(ISSUER.key.getKeyID())
                    .criticalParams(Set.of("exp"))
                    .customParam("x", 1)
                    .build(),
                ISSUER.key,
                set));
    raw(
        rows,
        "an access token",
        SignInRefusal.TOKEN_OF_ANOTHER_KIND,
        set ->
            TestIssuer.sign(
                header(ISSUER.key.getKeyID()).type(new JOSEObjectType("at+jwt")).build(),
                ISSUER.key,
                set));
    raw(
        rows,
        "a letter of the claims changed",
        SignInRefusal.SIGNATURE_INVALID,
        set -> {
          String[] parts = ISSUER.sign(set).split("\\.", -1);
          String other =
              ISSUER.sign(new JWTClaimsSet.Builder(set).subject("somebody-else").build());
          return parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2];
        });
    raw(
        rows,
        "longer than any token",
        SignInRefusal.TOKEN_MALFORMED,
        set ->
            ISSUER.sign(new JWTClaimsSet.Builder(set).claim("x", "x".repeat(64 * 1024)).build()));
    return rows;
  }

  private static void claims(
      List<Row> rows,
      String what,
      SignInRefusal refusal,
      UnaryOperator<JWTClaimsSet.Builder> change) {
    rows.add(
        new Row(
            what,
            refusal,
            (issuer, nonce) -> issuer.sign(change.apply(issuer.rightClaims(nonce)).build())));
  }

  private static void raw(
      List<Row> rows,
      String what,
      SignInRefusal refusal,
      java.util.function.Function<JWTClaimsSet, String> make) {
    rows.add(
        new Row(what, refusal, (issuer, nonce) -> make.apply(issuer.rightClaims(nonce).build())));
  }

  private static JWSHeader.Builder header(String kid) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid);
  }

  private static String signedWithPublicKey(JWTClaimsSet set) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(ISSUER.key.getKeyID()).build(), set);
      jwt.sign(new MACSigner(ISSUER.key.toRSAPublicKey().getEncoded()));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Date at(int seconds) {
    return Date.from(Instant.ofEpochSecond(CLOCK.instant().getEpochSecond() + seconds));
  }

  @AfterAll
  static void close() {
    ISSUER.close();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tokenIsWrongInOneWayThenIsRefusedForThatReason(Row row) throws SignInException {
    // A kid that is unknown makes the keys be asked for; not while the interval lasts.
    CLOCK.advance(RemoteDocument.ATTEMPT_INTERVAL);
    RelyingParty.Departure departure = PARTY.begin("/");
    Map<String, String> back = ISSUER.signInAt(departure.address());
    ISSUER.token = _ -> row.token().apply(ISSUER, departure.begun().nonce());

    SignInRefusal refusal = refusal(departure, back);

    assertThat(refusal).isEqualTo(row.refusal());
  }

  /** Otherwise a matrix of refusals would prove nothing. */
  @Test
  void tokenIsRightThenSomebodyIsSignedIn() throws SignInException {
    ISSUER.token = UnaryOperator.identity();
    RelyingParty.Departure departure = PARTY.begin("/");
    Map<String, String> back = ISSUER.signInAt(departure.address());

    RelyingParty.Tokens tokens = PARTY.redeem(departure.begun(), answer(back));

    assertThat(tokens.person().name()).isEqualTo("ada");
    assertThat(tokens.person().subject()).isEqualTo(TestIssuer.SUBJECT);
    assertThat(tokens.person().email()).contains("ada@example.org");
    assertThat(tokens.person().groups()).containsExactly("engineers");
    assertThat(tokens.person().secondFactorAt()).isEmpty();
  }

  @Test
  void everyReasonThatATokenCanBeRefusedForIsInTheMatrix() {
    assertThat(rows())
        .extracting(Row::refusal)
        .contains(
            SignInRefusal.TOKEN_MALFORMED,
            SignInRefusal.TOKEN_UNSIGNED,
            SignInRefusal.ALGORITHM_NOT_ALLOWED,
            SignInRefusal.UNKNOWN_KEY,
            SignInRefusal.SIGNATURE_INVALID,
            SignInRefusal.TOKEN_OF_ANOTHER_KIND,
            SignInRefusal.ISSUER_MISMATCH,
            SignInRefusal.AUDIENCE_MISMATCH,
            SignInRefusal.AUTHORIZED_PARTY_MISMATCH,
            SignInRefusal.NONCE_MISMATCH,
            SignInRefusal.TOKEN_EXPIRED,
            SignInRefusal.TOKEN_NOT_YET_VALID,
            SignInRefusal.CLAIM_UNUSABLE);
  }

  private static SignInRefusal refusal(RelyingParty.Departure departure, Map<String, String> back) {
    try {
      RelyingParty.Tokens tokens = PARTY.redeem(departure.begun(), answer(back));
      throw new AssertionError("somebody was signed in: " + tokens.person());
    } catch (SignInException e) {
      return e.refusal();
    }
  }

  static RelyingParty.Answer answer(Map<String, String> back) {
    return new RelyingParty.Answer(
        back.get("state"), back.get("code"), back.get("error"), back.get("iss"));
  }
}
