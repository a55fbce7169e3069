package dev.gatescribe.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginReconciliationTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final String GATEWAY = "10.0.0.7";
  private static final Duration TOLERANCE = Duration.ofSeconds(60);

  private final List<SessionConnection> sessions = new ArrayList<>();
  private final List<TargetLogin> logins = new ArrayList<>();

  private SessionConnection session(long second, String login, int port) {
    SessionConnection connection =
        new SessionConnection(
            RecordingId.create(NOON.plusSeconds(second)),
            Protocol.SSH,
            "ada",
            "db",
            login,
            NOON.plusSeconds(second),
            GATEWAY,
            port,
            true);
    sessions.add(connection);
    return connection;
  }

  private void login(long second, String login, String address, int port) {
    login(Protocol.SSH, second, login, address, port);
  }

  private void login(Protocol protocol, long second, String login, String address, int port) {
    logins.add(
        new TargetLogin(
            protocol,
            NOON.plusSeconds(second),
            new LogPlace("auth.log", logins.size() + 1),
            login,
            address,
            port,
            "publickey"));
  }

  private LoginReconciliation reconcile(Match match) {
    return LoginReconciliation.of(logins, sessions, match, TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource
  void aLoginOfASessionIsExplained(Match match) {
    session(0, "deploy", 50_022);
    login(1, "deploy", GATEWAY, 50_022);

    LoginReconciliation reconciliation = reconcile(match);

    assertThat(reconciliation.bypasses()).isEmpty();
    assertThat(reconciliation.explained()).isOne();
  }

  @Test
  void aLoginOfAnotherSourceIsNamedAlthoughTheSameAccountHasASession() {
    SessionConnection connection = session(0, "deploy", 50_022);
    login(1, "deploy", GATEWAY, 50_022);
    login(1, "deploy", GATEWAY, 50_023);
    login(1, "deploy", "10.0.0.8", 50_022);
    login(Protocol.POSTGRESQL, 1, "deploy", GATEWAY, 50_022);

    assertThat(reconcile(Match.ADDRESS).bypasses())
        .extracting(bypass -> bypass.place().line())
        .containsExactly(2L, 3L, 4L);
    assertThat(reconcile(Match.ADDRESS).unseen(List.of(connection), logins)).isEmpty();
  }

  @Test
  void aSessionExplainsOneLoginAndNoOtherAccount() {
    SessionConnection connection = session(0, "deploy", 50_022);
    login(1, "deploy", GATEWAY, 50_022);
    login(2, "deploy", GATEWAY, 50_022);
    session(0, "deploy", 50_030);
    login(3, "root", GATEWAY, 50_030);

    assertThat(reconcile(Match.ADDRESS).bypasses())
        .extracting(Bypass::why)
        .satisfiesExactly(
            why -> assertThat(why).contains(connection.session().toString(), "only one"),
            why -> assertThat(why).contains("as deploy"));
  }

  @Test
  void portThatIsUsedAgainIsToldApartByTime() {
    session(0, "deploy", 50_022);
    login(0, "deploy", GATEWAY, 50_022);
    login(1_000, "deploy", GATEWAY, 50_022);
    session(5_000, "deploy", 50_022);
    login(5_001, "deploy", GATEWAY, 50_022);
    login(4_900, "deploy", GATEWAY, 50_022);

    assertThat(reconcile(Match.ADDRESS).bypasses())
        .extracting(bypass -> bypass.place().line())
        .containsExactly(2L, 4L);
  }

  @Test
  void clocksMayBeApartByTheTolerance() {
    session(0, "deploy", 1);
    login(-60, "deploy", GATEWAY, 1);
    session(0, "deploy", 2);
    login(-61, "deploy", GATEWAY, 2);
    session(0, "deploy", 3);
    login(180, "deploy", GATEWAY, 3);
    session(0, "deploy", 4);
    login(181, "deploy", GATEWAY, 4);

    assertThat(reconcile(Match.ADDRESS).bypasses())
        .extracting(Bypass::from)
        .containsExactlyInAnyOrder(GATEWAY + " port 2", GATEWAY + " port 4");
  }

  @Test
  void portAloneIsEnoughWhereTheAddressIsRewritten() {
    session(0, "deploy", 50_022);
    login(1, "deploy", "198.51.100.1", 50_022);

    assertThat(reconcile(Match.ADDRESS).bypasses()).hasSize(1);
    assertThat(reconcile(Match.PORT).bypasses()).isEmpty();
  }

  @Test
  void timeAloneCountsOneToOne() {
    session(0, "deploy", 50_022);
    session(1, "deploy", 50_023);
    login(1, "deploy", "198.51.100.1", 1);
    login(2, "deploy", "198.51.100.1", 2);
    login(3, "deploy", "198.51.100.1", 3);
    login(3, "root", "198.51.100.1", 4);

    assertThat(reconcile(Match.TIME).bypasses())
        .extracting(Bypass::login)
        .containsExactlyInAnyOrder("deploy", "root");
  }

  @Test
  void aLoginFromTheTargetItselfIsNamed() {
    session(0, "deploy", 0);
    login(0, "deploy", "", 0);

    assertThat(reconcile(Match.TIME).bypasses())
        .extracting(Bypass::from)
        .containsExactly("the target itself");
  }

  @Test
  void sessionThatNoLogTellsOfIsNamedIfTheLogCoversItsTime() {
    session(-10, "deploy", 1);
    SessionConnection within = session(10, "deploy", 2);
    session(90, "deploy", 3);
    login(0, "root", GATEWAY, 7);
    login(60, "root", GATEWAY, 8);

    assertThat(reconcile(Match.ADDRESS).unseen(sessions, logins)).containsExactly(within);
  }

  /** Few ports, used again and again: whatever the order, exactly the planted ones are named. */
  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void plantedLoginsAreNamedAndNoOthersForAnySeed(long seed) {
    Random random = new Random(seed);
    List<Long> planted = new ArrayList<>();
    for (int number = 0; number < 1_000; number++) {
      // Each port rests for longer than a login may take, as TCP itself has it for its own reasons.
      long second = number * 20L;
      int port = 40_000 + number % 50;
      String account = "account" + random.nextInt(3);
      session(second, account, port);
      login(second + random.nextInt(50), account, GATEWAY, port);
      if (random.nextInt(20) == 0) {
        login(second + random.nextInt(50), account, GATEWAY, 60_000 + random.nextInt(5_000));
        planted.add((long) logins.size());
      }
    }
    Collections.shuffle(logins, random);
    Collections.shuffle(sessions, random);

    assertThat(reconcile(Match.ADDRESS).bypasses())
        .extracting(bypass -> bypass.place().line())
        .containsExactlyInAnyOrderElementsOf(planted);
  }
}
