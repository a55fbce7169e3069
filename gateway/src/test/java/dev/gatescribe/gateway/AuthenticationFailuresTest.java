package dev.gatescribe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.Protocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthenticationFailuresTest {
  private final List<AuditEvent> events = new ArrayList<>();
  private final MovableClock clock = new MovableClock();
  private final AuthenticationFailures failures =
      new AuthenticationFailures(events::add, clock, Protocol.SSH, "attempt");

  @Test
  void anAddressGetsOneEventInAWindowAndTheRestIsCounted() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      failures.onFailure(address(1));
    }
    failures.report();
    assertThat(details()).containsExactly("1 failed attempt");

    clock.move(AuthenticationFailures.WINDOW.plusSeconds(1));
    failures.report();
    assertThat(details()).hasSize(2);
    assertThat(details().getLast()).startsWith("999 more failed attempts since ");

    // That was an event, so a new window began.
    failures.onFailure(address(1));
    failures.report();
    assertThat(details()).hasSize(2);
  }

  @Test
  void anAddressThatFellSilentIsForgotten() throws Exception {
    failures.onFailure(address(1));
    clock.move(AuthenticationFailures.WINDOW.plusSeconds(1));
    failures.report();
    failures.onFailure(address(1));

    assertThat(details()).containsExactly("1 failed attempt", "1 failed attempt");
  }

  @Test
  void tooManyAddressesShareOneEvent() throws Exception {
    for (int i = 0; i < AuthenticationFailures.ADDRESSES_MAX + 500; i++) {
      failures.onFailure(address(i));
    }

    assertThat(details()).hasSize(AuthenticationFailures.ADDRESSES_MAX + 1);
    assertThat(events.getLast().clientAddress()).isEqualTo("other addresses");
  }

  @Test
  void anEventSaysWhichDoorAndWhatFailedThere() throws Exception {
    AuthenticationFailures requests =
        new AuthenticationFailures(events::add, clock, Protocol.KUBERNETES, "request");

    assertThat(requests.onFailure(address(1))).isTrue();
    assertThat(requests.onFailure(address(1))).isFalse();
    requests.reportAll();

    assertThat(events).allMatch(event -> event.protocol() == Protocol.KUBERNETES);
    assertThat(details().getFirst()).isEqualTo("1 failed request");
    assertThat(details().getLast()).startsWith("1 more failed requests since ");
  }

  private List<String> details() {
    assertThat(events).allMatch(event -> event.action() == AuditAction.AUTHENTICATION_FAILED);
    return events.stream().map(AuditEvent::detail).toList();
  }

  private static InetAddress address(int number) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >>> 8), (byte) number});
  }

  private static final class MovableClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
