package dev.gatescribe.server;

import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.identity.Seal;
import dev.gatescribe.identity.signin.BrowserSignIns;
import dev.gatescribe.identity.signin.SessionUpkeep;
import dev.gatescribe.identity.signin.SignInAudit;
import dev.gatescribe.session.AuditLog;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Who signs in with a browser: put together, started and stopped. */
final class IdentityAssembly implements AutoCloseable {
  private final BrowserSignIns signIns;
  private final SessionUpkeep upkeep;

  /**
   * @param home the address of the web application, as browsers know it
   */
  IdentityAssembly(
      ServerConfiguration configuration,
      URI home,
      SecretFiles secrets,
      Metadata metadata,
      AuditLog auditLog,
      Clock clock)
      throws StartException {
    IdentitySettings settings = configuration.identity();
    // A name in the configuration has its rights from there; nobody may sign in to them.
    Set<String> reserved =
        configuration.admission().principals().stream()
            .map(definition -> definition.principal().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    this.signIns =
        new BrowserSignIns(
            settings,
            home,
            new Seal(secrets.webSeal()),
            metadata::connection,
            new SignInAudit(auditLog, clock),
            name -> reserved.contains(name.toLowerCase(Locale.ROOT)),
            clock);
    this.upkeep = new SessionUpkeep(signIns, clock);
  }

  BrowserSignIns signIns() {
    return signIns;
  }

  void start() {
    upkeep.start();
  }

  @Override
  public void close() {
    upkeep.close();
  }
}
