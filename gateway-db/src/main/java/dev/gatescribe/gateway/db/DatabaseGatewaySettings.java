package dev.gatescribe.gateway.db;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How the PostgreSQL door is set up.
 *
 * @param bindHost name or address to listen on
 * @param port TCP port, or 0 for any free one
 * @param privateKey of the gateway's TLS certificate
 * @param certificateChain the gateway's certificate first
 * @param loginGrace how long a connection may take until it has shown who it is
 * @param unauthenticatedConnectionsMax connections that have not shown who they are yet; more are
 *     closed at once, so that half-open ones cannot exhaust memory
 * @param connectionsMax connections altogether; more are told so
 * @param targetTimeout how long a target may take to accept, to agree on TLS, and to authenticate
 */
public record DatabaseGatewaySettings(
    String bindHost,
    int port,
    PrivateKey privateKey,
    List<X509Certificate> certificateChain,
    Duration loginGrace,
    int unauthenticatedConnectionsMax,
    int connectionsMax,
    Duration targetTimeout) {

  public DatabaseGatewaySettings {
    Objects.requireNonNull(bindHost, "bindHost");
    Objects.requireNonNull(privateKey, "privateKey");
    certificateChain = List.copyOf(certificateChain);
    Objects.requireNonNull(loginGrace, "loginGrace");
    Objects.requireNonNull(targetTimeout, "targetTimeout");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    if (certificateChain.isEmpty()) {
      throw new IllegalArgumentException("at least the gateway's own certificate");
    }
    requirePositive(unauthenticatedConnectionsMax, "unauthenticatedConnectionsMax");
    requirePositive(connectionsMax, "connectionsMax");
    requirePositive(loginGrace, "loginGrace");
    requirePositive(targetTimeout, "targetTimeout");
  }

  /** The settings that fit most: limits far above what people do, and far below what hurts. */
  public static DatabaseGatewaySettings of(
      String bindHost, int port, PrivateKey privateKey, List<X509Certificate> certificateChain) {
    return new DatabaseGatewaySettings(
        bindHost,
        port,
        privateKey,
        certificateChain,
        Duration.ofSeconds(60),
        256,
        4_096,
        Duration.ofSeconds(30));
  }

  /** The same with other limits on who may be connected. */
  public DatabaseGatewaySettings withConnections(int unauthenticatedMax, int max) {
    return new DatabaseGatewaySettings(
        bindHost,
        port,
        privateKey,
        certificateChain,
        loginGrace,
        unauthenticatedMax,
        max,
        targetTimeout);
  }

  /** The same with another patience with clients and with targets. */
  public DatabaseGatewaySettings withPatience(Duration client, Duration target) {
    return new DatabaseGatewaySettings(
        bindHost,
        port,
        privateKey,
        certificateChain,
        client,
        unauthenticatedConnectionsMax,
        connectionsMax,
        target);
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1, not " + value);
    }
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is longer than nothing, not " + value);
    }
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return "DatabaseGatewaySettings[" + bindHost + ":" + port + "]";
  }
}
