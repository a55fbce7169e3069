package dev.gatescribe.player.web.access;

import dev.gatescribe.identity.store.Client;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Who makes the request that is being answered. */
@Singleton
public final class CurrentViewer {
  private final RoutingContext routing;

  public CurrentViewer(RoutingContext routing) {
    this.routing = routing;
  }

  /**
   * The viewer. The gate turned away who is none; should a route ever be reached around it, it ends
   * here.
   *
   * @throws ProblemException if nobody is signed in
   */
  public Viewer require() {
    Viewer viewer = WebGate.viewerOf(routing);
    if (viewer == null) {
      throw new ProblemException(new Problem(401, "not-signed-in", "Please sign in."));
    }
    return viewer;
  }

  /** IP address and port of the viewer. */
  public String address() {
    var remote = routing.request().remoteAddress();
    String client = client().address();
    return remote == null || !client.equals(remote.hostAddress()) ? client : remote.toString();
  }

  /** Who asks, as far as a session is held to it. */
  public Client client() {
    return WebGate.clientOf(routing);
  }

  /** The front door that signed the viewer in; null if none did. */
  public @Nullable String frontDoor() {
    return WebGate.doorOf(routing);
  }

  /** By which name and port the browser calls this server. */
  public String authority() {
    var authority = routing.request().authority();
    return authority == null ? "" : authority.toString();
  }

  /** Whether the browser came over TLS, so that cookies may be kept to it. */
  public boolean isEncrypted() {
    return "https".equals(routing.request().scheme());
  }
}
