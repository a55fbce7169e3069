package dev.gatescribe.gateway.ssh;

import dev.gatescribe.gateway.ssh.wire.DataPacket;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.helpers.AbstractFactoryManager;
import org.apache.sshd.core.CoreModuleProperties;

/** What both legs have in common: windows, packets, and MINA's defaults that do not fit here. */
final class TransportSettings {

  /**
   * Bytes after which new keys are agreed on. RFC 4253 says a gigabyte, thinking of ciphers with
   * small blocks; for 16-byte blocks RFC 4344 allows 64 GiB, and a peer may always ask for less.
   */
  private static final long REKEY_BYTES = 16L * 1024 * 1024 * 1024;

  /** One read takes two packets; larger reads were not faster. */
  private static final int READ_BUFFER_BYTES = 64 * 1024;

  /** A packet size that a peer announces is capped, not refused: any 32-bit number is legal. */
  private static final long PEER_PACKET_MAX = 0xFFFF_FFFFL;

  private TransportSettings() {}

  static void apply(AbstractFactoryManager manager) {
    CoreModuleProperties.WINDOW_SIZE.set(manager, WindowBudget.WINDOW_MAX);
    CoreModuleProperties.MAX_PACKET_SIZE.set(manager, (long) DataPacket.DATA_MAX);
    CoreModuleProperties.LIMIT_PACKET_SIZE.set(manager, PEER_PACKET_MAX);
    CoreModuleProperties.REKEY_BYTES_LIMIT.set(manager, REKEY_BYTES);
    CoreModuleProperties.NIO2_READ_BUFFER_SIZE.set(manager, READ_BUFFER_BYTES);
    CoreModuleProperties.TCP_NODELAY.set(manager, true);
    CoreModuleProperties.SOCKET_KEEPALIVE.set(manager, true);
    // Idleness is a matter of policy, and a slow reader is slowed down, not thrown out.
    CoreModuleProperties.IDLE_TIMEOUT.set(manager, Duration.ZERO);
    CoreModuleProperties.NIO2_MIN_WRITE_TIMEOUT.set(manager, Duration.ZERO);
    // Chaff between packets hides nothing that GCM's lengths do not show.
    CoreModuleProperties.IGNORE_MESSAGE_SIZE.set(manager, 0);
    manager.setMacFactories(AlgorithmOffers.macs());
    manager.setSignatureFactories(AlgorithmOffers.signatures());
    manager.setCompressionFactories(AlgorithmOffers.compressions());
    manager.setChannelFactories(List.of());
  }
}
