package dev.gatescribe.gateway.ssh;

import java.io.IOException;
import java.io.StreamCorruptedException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/** Tells a peer that speaks against the protocol from one that is merely gone. */
final class ProtocolErrors {
  private ProtocolErrors() {}

  /** Whether MINA gave the connection up because of what came over it. */
  static boolean isProtocolError(Throwable problem) {
    return switch (problem) {
      case SshException refused ->
          switch (refused.getDisconnectCode()) {
            case SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR,
                SshConstants.SSH2_DISCONNECT_MAC_ERROR,
                SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED ->
                true;
            default -> false;
          };
      case StreamCorruptedException _ -> true;
      case IOException _ -> false;
      // What parsing a malformed packet ends in.
      case RuntimeException _ -> true;
      default -> false;
    };
  }
}
