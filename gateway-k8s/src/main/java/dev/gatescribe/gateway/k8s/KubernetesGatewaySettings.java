package dev.gatescribe.gateway.k8s;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How the Kubernetes door is set up.
 *
 * @param bindHost name or address to listen on
 * @param port TCP port, or 0 for any free one
 * @param tlsKey the gateway's own private key
 * @param tlsChain the gateway's own certificates, the server's first
 * @param limits what the door takes before it says no
 */
public record KubernetesGatewaySettings(
    String bindHost, int port, PrivateKey tlsKey, List<X509Certificate> tlsChain, Limits limits) {

  public KubernetesGatewaySettings {
    Objects.requireNonNull(bindHost, "bindHost");
    Objects.requireNonNull(tlsKey, "tlsKey");
    tlsChain = List.copyOf(tlsChain);
    Objects.requireNonNull(limits, "limits");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
    if (tlsChain.isEmpty()) {
      throw new IllegalArgumentException("at least one certificate");
    }
  }

  /** The settings that fit most. */
  public static KubernetesGatewaySettings of(
      String bindHost, int port, PrivateKey tlsKey, List<X509Certificate> tlsChain) {
    return new KubernetesGatewaySettings(bindHost, port, tlsKey, tlsChain, Limits.defaults());
  }

  /** The same with other limits. */
  public KubernetesGatewaySettings withLimits(Limits other) {
    return new KubernetesGatewaySettings(bindHost, port, tlsKey, tlsChain, other);
  }

  /**
   * Limits far above what people do, and far below what hurts.
   *
   * @param numbers how much there may be at a time
   * @param times how long things may take
   */
  public record Limits(Numbers numbers, Times times) {
    public Limits {
      Objects.requireNonNull(numbers, "numbers");
      Objects.requireNonNull(times, "times");
    }

    public static Limits defaults() {
      return new Limits(Numbers.defaults(), Times.defaults());
    }
  }

  /**
   * How much there may be at a time.
   *
   * @param connections connections of clients altogether
   * @param arrivals requests that wait for their session
   * @param requestsPerSession requests of one session; a client with informers holds a watch for
   *     each kind of object
   * @param heldBytes bytes of bodies that are held, over all sessions
   */
  public record Numbers(int connections, int arrivals, int requestsPerSession, long heldBytes) {

    /** Of the heap, for held bodies: one part of so many. */
    private static final int HELD_SHARE = 8;

    public Numbers {
      requirePositive(connections, "connections");
      requirePositive(arrivals, "arrivals");
      requirePositive(requestsPerSession, "requestsPerSession");
      requirePositive(heldBytes, "heldBytes");
    }

    public static Numbers defaults() {
      return new Numbers(4_096, 1_024, 512, Runtime.getRuntime().maxMemory() / HELD_SHARE);
    }

    private static void requirePositive(long value, String name) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " is at least 1, not " + value);
      }
    }
  }

  /**
   * How long things may take.
   *
   * @param handshake a client's TLS, so that half-open connections cannot exhaust memory
   * @param clientIdle a connection without a request, or on the way to send the head of one.
   *     kubectl connects anew for each command, and Go's clients give up unused connections after
   *     90 seconds
   * @param body a body that is held, so that slow clients cannot hold memory
   * @param sessionIdle a session without a request or an open stream
   * @param target a target's accepting a connection and its TLS
   * @param upstreamIdle an unused upstream connection; shorter than API servers and the balancers
   *     before them keep theirs
   */
  public record Times(
      Duration handshake,
      Duration clientIdle,
      Duration body,
      Duration sessionIdle,
      Duration target,
      Duration upstreamIdle) {
    public Times {
      requirePositive(handshake, "handshake");
      requirePositive(clientIdle, "clientIdle");
      requirePositive(body, "body");
      requirePositive(sessionIdle, "sessionIdle");
      requirePositive(target, "target");
      requirePositive(upstreamIdle, "upstreamIdle");
    }

    public static Times defaults() {
      return new Times(
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
    }

    private static void requirePositive(Duration value, String name) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + " is longer than nothing, not " + value);
      }
    }
  }
}
