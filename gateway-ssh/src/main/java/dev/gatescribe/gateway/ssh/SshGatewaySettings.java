package dev.gatescribe.gateway.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How the SSH door is set up.
 *
 * @param bindHost name or address to listen on
 * @param port TCP port, or 0 for any free one
 * @param hostKeyDirectory where the gateway's own host keys live; made on first start
 * @param offeredKeysMax public keys that a client may offer before it is sent away. Agents hold
 *     many, and an offer proves nothing and costs little
 * @param loginGrace how long a connection may take to authenticate
 * @param unauthenticatedConnectionsMax connections that have not authenticated yet; more are closed
 *     at once, so that half-open ones cannot exhaust memory
 * @param connectionsMax connections altogether
 * @param channelsPerConnectionMax channels that one connection may hold open at a time; each may
 *     hold a window of bytes in either direction, and OpenSSH itself allows ten
 * @param keepAliveInterval how often both sides are asked whether they are still there
 * @param keepAlivesUnansweredMax questions without an answer, and without any byte leaving, after
 *     which a side is taken for dead
 * @param targetTimeout how long a target may take to accept, to authenticate, to open a channel
 * @param wideCipherOffer whether OpenSSH and PuTTY are offered more than AES-GCM. They prefer
 *     ChaCha20, which is much slower here
 */
public record SshGatewaySettings(
    String bindHost,
    int port,
    Path hostKeyDirectory,
    int offeredKeysMax,
    Duration loginGrace,
    int unauthenticatedConnectionsMax,
    int connectionsMax,
    int channelsPerConnectionMax,
    Duration keepAliveInterval,
    int keepAlivesUnansweredMax,
    Duration targetTimeout,
    boolean wideCipherOffer) {

  public SshGatewaySettings {
    Objects.requireNonNull(bindHost, "bindHost");
    Objects.requireNonNull(hostKeyDirectory, "hostKeyDirectory");
    Objects.requireNonNull(loginGrace, "loginGrace");
    Objects.requireNonNull(keepAliveInterval, "keepAliveInterval");
    Objects.requireNonNull(targetTimeout, "targetTimeout");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    requirePositive(offeredKeysMax, "offeredKeysMax");
    requirePositive(unauthenticatedConnectionsMax, "unauthenticatedConnectionsMax");
    requirePositive(connectionsMax, "connectionsMax");
    requirePositive(channelsPerConnectionMax, "channelsPerConnectionMax");
    requirePositive(keepAlivesUnansweredMax, "keepAlivesUnansweredMax");
    requirePositive(loginGrace, "loginGrace");
    requirePositive(keepAliveInterval, "keepAliveInterval");
    requirePositive(targetTimeout, "targetTimeout");
  }

  /** The settings that fit most: limits far above what people do, and far below what hurts. */
  public static SshGatewaySettings of(String bindHost, int port, Path hostKeyDirectory) {
    return new SshGatewaySettings(
        bindHost,
        port,
        hostKeyDirectory,
        32,
        Duration.ofSeconds(60),
        256,
        4_096,
        16,
        Duration.ofSeconds(60),
        3,
        Duration.ofSeconds(30),
        false);
  }

  /** The same with other limits on who may be connected. */
  public SshGatewaySettings withConnections(
      int unauthenticatedMax, int max, int channelsPerConnection) {
    return new SshGatewaySettings(
        bindHost,
        port,
        hostKeyDirectory,
        offeredKeysMax,
        loginGrace,
        unauthenticatedMax,
        max,
        channelsPerConnection,
        keepAliveInterval,
        keepAlivesUnansweredMax,
        targetTimeout,
        wideCipherOffer);
  }

  /** The same with other limits on authenticating. */
  public SshGatewaySettings withLogin(Duration grace, int offeredKeys) {
    return new SshGatewaySettings(
        bindHost,
        port,
        hostKeyDirectory,
        offeredKeys,
        grace,
        unauthenticatedConnectionsMax,
        connectionsMax,
        channelsPerConnectionMax,
        keepAliveInterval,
        keepAlivesUnansweredMax,
        targetTimeout,
        wideCipherOffer);
  }

  /** The same with another cipher offer for OpenSSH and PuTTY. */
  public SshGatewaySettings withWideCipherOffer(boolean wide) {
    return new SshGatewaySettings(
        bindHost,
        port,
        hostKeyDirectory,
        offeredKeysMax,
        loginGrace,
        unauthenticatedConnectionsMax,
        connectionsMax,
        channelsPerConnectionMax,
        keepAliveInterval,
        keepAlivesUnansweredMax,
        targetTimeout,
        wide);
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
}
