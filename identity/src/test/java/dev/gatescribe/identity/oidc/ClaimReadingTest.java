package dev.gatescribe.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatescribe.identity.IssuerSettings.Claims;
import dev.gatescribe.identity.Person;
import dev.gatescribe.identity.SignInException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimReadingTest {
  private static final Instant ISSUED = Instant.ofEpochSecond(1_800_000_000);
  private static final Claims CLAIMS =
      new Claims(
          "preferred_username",
          List.of("groups", "realm_access.roles", "https://example.org/teams"),
          "email",
          "email_verified",
          Set.of("2"),
          Set.of("mfa", "otp"),
          Map.of("managed", "device.managed", "os", "device.os"));

  private final ClaimReading reading = new ClaimReading(CLAIMS);

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://id.example.org")
        .subject("1")
        .issueTime(Date.from(ISSUED))
        .claim("preferred_username", "ada");
  }

  private Person person(JWTClaimsSet.Builder claims) throws SignInException {
    return reading.person(claims.build());
  }

  @Test
  void groupsStandInSeveralNestedClaimsThenAllCount() throws SignInException {
    Person person =
        person(
            claims()
                .claim("groups", List.of("engineers", "engineers", 7, ""))
                .claim("realm_access", Map.of("roles", List.of("oncall")))
                .claim("https://example.org/teams", "payments"));

    assertThat(person.groups()).containsExactlyInAnyOrder("engineers", "oncall", "payments");
  }

  @Test
  void groupsAreTooManyThenIsRefused() {
    List<String> many =
        IntStream.rangeClosed(0, ClaimReading.GROUPS_MAX).mapToObj(i -> "group" + i).toList();

    assertThatThrownBy(() -> person(claims().claim("groups", many)))
        .isInstanceOf(SignInException.class)
        .hasMessageContaining("1000");
  }

  @Test
  void emailIsVerifiedThenItCountsInLowerCase() throws SignInException {
    Person person =
        person(claims().claim("email", "Ada@Example.ORG").claim("email_verified", true));

    assertThat(person.email()).contains("ada@example.org");
  }

  @Test
  void emailIsNotVerifiedThenItDoesNotCount() throws SignInException {
    assertThat(person(claims().claim("email", "ada@example.org")).email()).isEmpty();
    assertThat(
            person(claims().claim("email", "ada@example.org").claim("email_verified", false))
                .email())
        .isEmpty();
    assertThat(
            person(claims().claim("email", "ada@example.org").claim("email_verified", "true"))
                .email())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ada", "a@b@c", "ada@example.org,root@example.org", "ada@exa mple", "<a>@b", "@b"})
  void emailIsNoneThenItDoesNotCount(String email) throws SignInException {
    assertThat(person(claims().claim("email", email).claim("email_verified", true)).email())
        .isEmpty();
  }

  @Test
  void secondFactorWasShownThenItsTimeIsThatOfTheSignInAtTheIssuer() throws SignInException {
    long at = ISSUED.getEpochSecond() - 100;

    assertThat(person(claims().claim("amr", List.of("pwd", "otp")).claim("auth_time", at)))
        .extracting(Person::secondFactorAt)
        .isEqualTo(java.util.Optional.of(Instant.ofEpochSecond(at)));
    assertThat(person(claims().claim("acr", "2").claim("auth_time", at)).secondFactorAt())
        .isPresent();
  }

  /** Its age is not known; the token's would make an old one new. */
  @Test
  void secondFactorHasNoTimeThenThereIsNone() throws SignInException {
    assertThat(person(claims().claim("amr", List.of("otp"))).secondFactorAt()).isEmpty();
  }

  @Test
  void onlyAPasswordWasShownThenThereIsNoSecondFactor() throws SignInException {
    long at = ISSUED.getEpochSecond();

    assertThat(
            person(claims().claim("amr", List.of("pwd")).claim("acr", "1").claim("auth_time", at))
                .secondFactorAt())
        .isEmpty();
  }

  /** One from the future would stay fresh for as long as it is ahead. */
  @Test
  void authenticationIsFromTheFutureThenItCountsFromTheTokenOn() throws SignInException {
    assertThat(
            person(claims().claim("acr", "2").claim("auth_time", ISSUED.getEpochSecond() + 86_400))
                .secondFactorAt())
        .contains(ISSUED);
  }

  @Test
  void postureIsReadByItsConfiguredNamesAlone() throws SignInException {
    Person person =
        person(
            claims()
                .claim("device", Map.of("managed", true, "os", "linux", "serial", "4711"))
                .claim("managed", "spoofed"));

    assertThat(person.posture()).isEqualTo(Map.of("managed", "true", "os", "linux"));
  }
}
