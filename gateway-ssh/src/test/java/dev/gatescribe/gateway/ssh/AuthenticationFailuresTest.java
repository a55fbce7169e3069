package dev.gatescribe.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthenticationFailuresTest {
  private final FakeAuditLog auditLog = new FakeAuditLog();
  private final MovableClock clock = new MovableClock();
  private final AuthenticationFailures failures = new AuthenticationFailures(auditLog, clock);

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
    assertThat(auditLog.events(AuditAction.AUTHENTICATION_FAILED).getLast().clientAddress())
        .isEqualTo("other addresses");
  }

  private List<String> details() {
    return auditLog.events(AuditAction.AUTHENTICATION_FAILED).stream()
        .map(AuditEvent::detail)
        .toList();
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
