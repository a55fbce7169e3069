package dev.gatescribe.server;

import dev.gatescribe.credentials.authority.TlsIdentity;
import dev.gatescribe.gateway.db.DatabaseGatewayException;
import dev.gatescribe.gateway.k8s.KubernetesGatewayException;
import dev.gatescribe.recording.format.Sha256;
import dev.gatescribe.server.ServerConfiguration.CertificateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks whether the operator's certificate was replaced, and shows the new one. Whoever replaces
 * two files replaces them one after the other: while they do not belong together, the old ones
 * stay.
 */
final class TlsRenewal implements AutoCloseable {
  /** Who renews certificates does so days before they end. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private static final System.Logger LOGGER = System.getLogger(TlsRenewal.class.getName());

  private final CertificateFiles files;
  private final List<Taker> takers;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("tls-renewal").daemon().factory());

  /** What the files held when they were looked at last; at first nobody knows. */
  private String seen = "";

  /** A door that can show another certificate. */
  @FunctionalInterface
  interface Taker {
    void take(TlsIdentity identity) throws DatabaseGatewayException, KubernetesGatewayException;
  }

  private TlsRenewal(CertificateFiles files, List<Taker> takers) {
    this.files = files;
    this.takers = List.copyOf(takers);
  }

  /** Looks from now on. */
  static TlsRenewal start(CertificateFiles files, List<Taker> takers) {
    TlsRenewal renewal = new TlsRenewal(files, takers);
    ScheduledFuture<?> _ =
        renewal.timer.scheduleWithFixedDelay(
            renewal::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return renewal;
  }

  private void look() {
    try {
      String now = print();
      if (!now.equals(seen)) {
        boolean first = seen.isEmpty();
        seen = now;
        TlsIdentity identity = DoorTls.read(files);
        for (Taker taker : takers) {
          taker.take(identity);
        }
        if (!first) {
          LOGGER.log(
              Level.INFO,
              "new connections are shown the certificate that {0} holds now, valid until {1}",
              files.certificate(),
              identity.chain().getFirst().getNotAfter().toInstant());
        }
      }
    } catch (StartException
        | DatabaseGatewayException
        | KubernetesGatewayException
        | RuntimeException e) {
      // Said once for each state of the files: it is looked at again when they change.
      LOGGER.log(Level.WARNING, "the certificate shown before stays in use: {0}", e.getMessage());
    }
  }

  private String print() {
    try {
      return Sha256.hex(Files.readAllBytes(files.certificate()))
          + Sha256.hex(Files.readAllBytes(files.privateKey()));
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
