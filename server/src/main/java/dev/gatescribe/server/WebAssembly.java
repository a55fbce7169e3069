package dev.gatescribe.server;

import dev.gatescribe.identity.signin.BrowserSignIns;
import dev.gatescribe.player.web.access.NamedProxies;
import dev.gatescribe.player.web.access.WebHosts;
import dev.gatescribe.player.web.access.WebTokens;
import dev.gatescribe.recording.custody.HoldLedger;
import dev.gatescribe.recording.keyframe.ScreenSeek;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.search.RecordingSearch;
import dev.gatescribe.session.AuditLog;
import dev.gatescribe.session.CoverageFeed;
import dev.gatescribe.session.Custody;
import dev.gatescribe.session.LiveFeed;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;

/** Hands the gateway's rooms to the web application, and stops the gateway with it. */
@ApplicationScoped
public class WebAssembly {

  @Produces
  @Singleton
  RecordingCatalog catalog() {
    return RecordingCatalog.sessions(ServerProcess.gateway().store());
  }

  @Produces
  @Singleton
  ScreenSeek screens() {
    return new ScreenSeek(ServerProcess.gateway().store());
  }

  @Produces
  @Singleton
  LiveFeed liveFeed() {
    return ServerProcess.gateway().recorder();
  }

  @Produces
  @Singleton
  RecordingSearch search() {
    return ServerProcess.gateway().metadata().search();
  }

  @Produces
  @Singleton
  CoverageFeed coverage() {
    return ServerProcess.gateway().coverage();
  }

  @Produces
  @Singleton
  AuditLog auditLog() {
    return ServerProcess.gateway().auditLog();
  }

  @Produces
  @Singleton
  Custody custody() {
    return ServerProcess.gateway().keeping().custody();
  }

  @Produces
  @Singleton
  HoldLedger holds() {
    return ServerProcess.gateway().keeping().holds();
  }

  @Produces
  @Singleton
  BrowserSignIns signIns() {
    return ServerProcess.gateway().identity().signIns();
  }

  @Produces
  @Singleton
  NamedProxies proxies() {
    return ServerProcess.gateway().configuration().proxies();
  }

  @Produces
  @Singleton
  WebTokens webTokens() {
    return ServerProcess.gateway().webTokens();
  }

  /**
   * A web application on loopback answers to loopback names alone, whatever a foreign page makes a
   * browser believe about them (DNS rebinding). Elsewhere the operator's proxy knows the names.
   */
  @Produces
  @Singleton
  WebHosts webHosts() throws UnknownHostException {
    ServerConfiguration configuration = ServerProcess.gateway().configuration();
    Set<String> names = new HashSet<>(configuration.webHosts());
    configuration.webUrl().map(URI::getHost).ifPresent(names::add);
    if (InetAddress.getByName(configuration.webListen().host()).isLoopbackAddress()) {
      return WebHosts.loopbackAnd(names);
    }
    return configuration.webHosts().isEmpty() ? WebHosts.any() : WebHosts.only(names);
  }

  /** Says farewell from here, because the process may end before the main thread comes to it. */
  void onStop(@Observes ShutdownEvent event) {
    GatewayProcess gateway = ServerProcess.gateway();
    gateway.stop();
    System.err.println(
        (SignInLinks.isTerminal() ? System.lineSeparator() : "")
            + "stopped; the recordings are in "
            + gateway.configuration().data().root());
  }
}
