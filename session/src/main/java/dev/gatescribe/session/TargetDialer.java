package dev.gatescribe.session;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Says where a target is reached now: directly, or one day through a connector. Port. */
public interface TargetDialer {

  /**
   * The address to connect to for a redeemed proof.
   *
   * @throws IOException if the name does not resolve
   */
  InetSocketAddress dial(RedeemedProof proof) throws IOException;

  /** Targets are reached directly: the configured name is resolved at each dial. */
  static TargetDialer direct() {
    return proof -> {
      Target target = proof.target();
      InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
      if (address.isUnresolved()) {
        throw new IOException("the address of target " + target.name() + " does not resolve");
      }
      return address;
    };
  }
}
