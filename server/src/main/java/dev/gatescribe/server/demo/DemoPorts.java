package dev.gatescribe.server.demo;

import dev.gatescribe.server.StartException;

/**
 * The demo's ports, all on loopback.
 *
 * @param ssh the gateway's SSH door
 * @param postgresql the gateway's PostgreSQL door
 * @param kubernetes the gateway's Kubernetes door
 * @param web the player
 * @param host the demo host's own sshd
 * @param database the demo database's own server
 */
record DemoPorts(int ssh, int postgresql, int kubernetes, int web, int host, int database) {
  private static final int SSH = 2222;
  private static final int POSTGRESQL = 5433;
  private static final int KUBERNETES = 8443;
  private static final int WEB = 8080;
  private static final int HOST = 2200;
  private static final int DATABASE = 5434;
  private static final int HIGHEST = 65_535;

  static DemoPorts moved(int offset) throws StartException {
    if (HOST + offset < 1 || KUBERNETES + offset > HIGHEST) {
      throw new StartException(
          "--port-offset " + offset + " leaves the range of ports; take one from 0 to 57000");
    }
    return new DemoPorts(
        SSH + offset,
        POSTGRESQL + offset,
        KUBERNETES + offset,
        WEB + offset,
        HOST + offset,
        DATABASE + offset);
  }
}
