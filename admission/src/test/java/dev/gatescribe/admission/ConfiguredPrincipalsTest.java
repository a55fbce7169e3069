package dev.gatescribe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.Principal;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredPrincipalsTest {
  private static final String ADA =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGuLv9jWOkz/4YE2edy0IenPiXpIrDMGuygX7qMU6Bag";
  private static final String NOBODY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFWFbS3z0GnpqbGQcPpzUYY3fToHwaOpllSeC7QF01v8";

  @TempDir Path folder;

  @Test
  void findsThePrincipalByKey() throws Exception {
    assertThat(principals().findByPublicKey(ADA)).contains(new Principal("ada"));
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

  private ConfiguredPrincipals principals() throws Exception {
    return new ConfiguredPrincipals(
        new ConfigurationFolder(folder).read(ConfigurationFolder.resource("right.yaml")),
        Clock.systemUTC());
  }
}
