package dev.gatescribe.gateway.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatescribe.gateway.db.ScramExchange.ScramException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The example of RFC 7677, section 3, with the name that PostgreSQL ignores left out. */
class ScramExchangeTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_FIRST =
      "r=" + NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

  @Test
  void messagesHaveTheShapeOfTheRfc() throws ScramException {
    ScramExchange exchange = new ScramExchange("pencil", NONCE);

    assertThat(new String(exchange.first(), StandardCharsets.UTF_8)).isEqualTo("n,,n=,r=" + NONCE);
    assertThat(new String(exchange.answer(SERVER_FIRST), StandardCharsets.UTF_8))
        .startsWith("c=biws,r=" + NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=");
  }

  @Test
  void serverThatDoesNotKnowThePasswordIsRefused() throws ScramException {
    ScramExchange exchange = new ScramExchange("pencil", NONCE);
    var _ = exchange.answer(SERVER_FIRST);

    assertThatThrownBy(() -> exchange.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
        .isInstanceOf(ScramException.class);
  }

  @Test
  void nonceThatIsNotMadeOfOursIsRefused() {
    ScramExchange exchange = new ScramExchange("pencil", "another");

    assertThatThrownBy(() -> exchange.answer(SERVER_FIRST)).isInstanceOf(ScramException.class);
  }
}
