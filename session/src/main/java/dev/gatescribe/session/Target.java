package dev.gatescribe.session;

import java.util.List;
import java.util.Objects;

/**
 * The thing reached: a host, a database, a cluster.
 *
 * @param name the name people type; unique over all protocols
 * @param host DNS name or IP address, as configured; resolved at each dial
 * @param port TCP port, 1 to 65535
 * @param hostKeys for SSH, the pinned public keys of the host, each as {@code TYPE BASE64} (the
 *     form of sshd(8)'s authorized_keys file); never empty for an SSH target
 */
public record Target(String name, Protocol protocol, String host, int port, List<String> hostKeys) {
  public Target {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(host, "host");
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
    hostKeys = List.copyOf(hostKeys);
    if (protocol == Protocol.SSH && hostKeys.isEmpty()) {
      throw new IllegalArgumentException("an SSH target has at least one pinned host key");
    }
  }
}
