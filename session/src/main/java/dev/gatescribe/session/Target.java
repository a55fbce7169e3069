package dev.gatescribe.session;

import java.util.Objects;

/**
 * The thing reached: a host, a database, a cluster.
 *
 * @param name the name people type; unique over all protocols
 * @param host DNS name or IP address, as configured; resolved at each dial
 * @param port TCP port, 1 to 65535
 * @param trust how it proves that it is the one; pinned host keys for SSH and for nothing else
 * @param labels what it is marked with
 */
public record Target(
    String name, Protocol protocol, String host, int port, TargetTrust trust, Labels labels) {
  public Target {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(host, "host");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
    Objects.requireNonNull(trust, "trust");
    Objects.requireNonNull(labels, "labels");
    if ((protocol == Protocol.SSH) != (trust instanceof TargetTrust.PinnedHostKeys)) {
      throw new IllegalArgumentException("host keys are for SSH, and SSH has nothing else");
    }
  }

  /** A target without labels. */
  public Target(String name, Protocol protocol, String host, int port, TargetTrust trust) {
    this(name, protocol, host, port, trust, Labels.NONE);
  }
}
