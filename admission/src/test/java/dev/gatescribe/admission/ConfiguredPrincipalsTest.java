package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.AccessToken;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.KeyHolder;
import dev.gatescribe.session.Principal;
import dev.gatescribe.session.TokenHolder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredPrincipalsTest {
  private static final String ADA =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGuLv9jWOkz/4YE2edy0IenPiXpIrDMGuygX7qMU6Bag";
  private static final String NOBODY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFWFbS3z0GnpqbGQcPpzUYY3fToHwaOpllSeC7QF01v8";

  private static final Instant EXPIRY = Instant.parse("2027-01-31T18:00:00Z");
  private static final Instant BEFORE = EXPIRY.minusNanos(1);

  @TempDir Path folder;

  @Test
  void findsThePrincipalByKey() throws Exception {
    assertThat(principals().findByPublicKey(ADA))
        .contains(
            new KeyHolder(
                new Principal("ada"),
                new Authentication(
                    AuthenticationMethod.PUBLIC_KEY,
                    SshPublicKey.parse(ADA).fingerprint(),
                    BEFORE)));
  }

  @Test
  void findsWhoAPrincipalIs() throws Exception {
    assertThat(tokens(BEFORE).find(new Principal("nightly")))
        .contains(
            new Identity(
                new Principal("nightly"),
                Identity.Kind.SERVICE_ACCOUNT,
                Optional.of("nightly@example.org"),
                Set.of()));
    assertThat(tokens(BEFORE).find(new Principal("ada")))
        .contains(
            new Identity(new Principal("ada"), Identity.Kind.PERSON, Optional.empty(), Set.of()));
    assertThat(tokens(BEFORE).find(new Principal("nobody"))).isEmpty();
  }

  @Test
  void keyOfTheTargetAndForeignKeyBelongToNobody() throws Exception {
    assertThat(
            principals()
                .findByPublicKey(
                    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINvQK02F1dFpfC1h5udzmKSZ9+sdtugT2rqCch3G1cUc"))
        .isEmpty();
    assertThat(principals().findByPublicKey(NOBODY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "ada", "ssh-ed25519", "ssh-ed25519 AAAA", "sk-x@openssh.com AA"})
  void whatIsNoKeyBelongsToNobody(String text) throws Exception {
    assertThat(principals().findByPublicKey(text)).isEmpty();
  }

  @Test
  void findsTheHolderOfATokenAndWhetherItOpensTheTarget() throws Exception {
    assertThat(tokens(BEFORE).findByAccessToken(new AccessToken("test"), "ledger"))
        .contains(holder(true));
    assertThat(tokens(BEFORE).findByAccessToken(new AccessToken("test"), "cluster-2"))
        .contains(holder(false));
  }

  @Test
  void expiredTokenBelongsToNobody() throws Exception {
    assertThat(tokens(EXPIRY).findByAccessToken(new AccessToken("test"), "ledger")).isEmpty();
    assertThat(tokens(EXPIRY).findByAccessToken(new AccessToken("hallo"), "ledger")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "Test",
        "test ",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
      })
  void anotherTextThanTheTokenBelongsToNobody(String text) throws Exception {
    assertThat(tokens(BEFORE).findByAccessToken(new AccessToken(text), "ledger")).isEmpty();
    assertThat(tokens(BEFORE).findByAccessToken(new AccessToken(text.repeat(9_999)), "ledger"))
        .isEmpty();
  }

  private static TokenHolder holder(boolean forTarget) {
    return new TokenHolder(
        new Principal("ada"),
        new Authentication(AuthenticationMethod.ACCESS_TOKEN, "laptop", BEFORE),
        forTarget);
  }

  private ConfiguredPrincipals tokens(Instant now) throws Exception {
    return new ConfiguredPrincipals(
        new ConfigurationFolder(folder).read(ConfigurationFolder.resource("three-protocols.yaml")),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private ConfiguredPrincipals principals() throws Exception {
    return new ConfiguredPrincipals(
        new ConfigurationFolder(folder).read(ConfigurationFolder.resource("right.yaml")),
        Clock.fixed(BEFORE, ZoneOffset.UTC));
  }
}
