package dev.gatescribe.server;

import dev.gatescribe.credentials.authority.TlsIdentity;
import dev.gatescribe.gateway.GatewayPorts;
import dev.gatescribe.gateway.db.DatabaseGateway;
import dev.gatescribe.gateway.db.DatabaseGatewayException;
import dev.gatescribe.gateway.db.DatabaseGatewaySettings;
import dev.gatescribe.gateway.k8s.KubernetesGateway;
import dev.gatescribe.gateway.k8s.KubernetesGatewayException;
import dev.gatescribe.gateway.k8s.KubernetesGatewaySettings;
import dev.gatescribe.gateway.ssh.SshGateway;
import dev.gatescribe.gateway.ssh.SshGatewayException;
import dev.gatescribe.gateway.ssh.SshGatewaySettings;
import dev.gatescribe.session.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The gateways of this process, each behind the same ports. */
final class Doors {

  private interface OpenDoor {
    void stop(Duration grace);
  }

  private final ServerConfiguration configuration;
  private final GatewayPorts ports;
  private final SshGateway ssh;
  private final List<OpenDoor> open = new ArrayList<>();
  private final List<TlsRenewal.Taker> renewable = new ArrayList<>();
  private @Nullable TlsRenewal renewal;

  Doors(ServerConfiguration configuration, GatewayPorts ports) {
    this.configuration = configuration;
    this.ports = ports;
    this.ssh = ssh();
  }

  /** Opens all doors, or none. */
  void open(DoorTls tls) throws StartException {
    boolean opened = false;
    try {
      ssh.start();
      open.add(ssh::stop);
      if (configuration.doors().size() > 1) {
        openWithTls(tls.identity());
        configuration
            .tls()
            .files()
            .ifPresent(files -> renewal = TlsRenewal.start(files, renewable));
      }
      opened = true;
    } catch (SshGatewayException e) {
      throw cannotOpen("SSH", e);
    } catch (DatabaseGatewayException e) {
      throw cannotOpen("PostgreSQL", e);
    } catch (KubernetesGatewayException e) {
      throw cannotOpen("Kubernetes", e);
    } finally {
      if (!opened) {
        close(Duration.ZERO);
      }
    }
  }

  /** Closes all doors at the same time, so that one grace is enough for all. */
  void close(Duration grace) {
    TlsRenewal renewing = renewal;
    if (renewing != null) {
      renewing.close();
    }
    CompletableFuture.allOf(
            open.stream()
                .map(door ->
                    CompletableFuture.runAsync(
                        () -> door.stop(grace), task -> Thread.ofPlatform().start(task)))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    open.clear();
  }

  /** The gateway's host keys, each {@code TYPE BASE64}. */
  List<String> sshHostKeys() {
    return ssh.hostKeyLines();
  }

  private SshGateway ssh() {
    Door door = configuration.door(Protocol.SSH).orElseThrow();
    return new SshGateway(
        SshGatewaySettings.of(
            door.listen().host(), door.listen().port(), configuration.data().keys()),
        ports);
  }

  private void openWithTls(TlsIdentity identity)
      throws DatabaseGatewayException, KubernetesGatewayException {
    for (Door door : configuration.doors()) {
      switch (door.protocol()) {
        case POSTGRESQL -> openDatabase(door, identity);
        case KUBERNETES -> openKubernetes(door, identity);
        case SSH, WEB -> {}
      }
    }
  }

  private void openDatabase(Door door, TlsIdentity identity) throws DatabaseGatewayException {
    DatabaseGateway database =
        new DatabaseGateway(
            DatabaseGatewaySettings.of(
                door.listen().host(),
                door.listen().port(),
                identity.privateKey(),
                identity.chain()),
            ports);
    database.start();
    open.add(database::stop);
    renewable.add(fresh -> database.renew(fresh.privateKey(), fresh.chain()));
  }

  private void openKubernetes(Door door, TlsIdentity identity) throws KubernetesGatewayException {
    KubernetesGateway kubernetes =
        new KubernetesGateway(
            KubernetesGatewaySettings.of(
                door.listen().host(),
                door.listen().port(),
                identity.privateKey(),
                identity.chain()),
            ports);
    kubernetes.start();
    open.add(kubernetes::stop);
    renewable.add(fresh -> kubernetes.renew(fresh.privateKey(), fresh.chain()));
  }

  private static StartException cannotOpen(String door, Exception problem) {
    Throwable cause = problem.getCause();
    return new StartException(
        "the "
            + door
            + " door cannot open: "
            + problem.getMessage()
            + (cause == null ? "" : " (" + cause.getMessage() + ")"),
        problem);
  }
}
