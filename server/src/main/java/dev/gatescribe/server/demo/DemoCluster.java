package dev.gatescribe.server.demo;

import dev.gatescribe.server.StartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A cluster to look into, if somebody has one: what the gateway needs to reach it. */
final class DemoCluster {
  /** The target's name. */
  static final String NAME = "cluster";

  /** The group as which the demo's principal acts there. */
  static final String LOGIN = "developers";

  /** Where {@code ./gatescribe cluster start} writes what a gateway may use. */
  private static final Path TESTBED = Path.of(".gatescribe/cluster/gateway.kubeconfig");

  private static final int HTTPS = 443;
  private static final int CONNECT_MILLIS = 500;

  private final Kubeconfig kubeconfig;
  private final Path folder;

  private DemoCluster(Kubeconfig kubeconfig, Path folder) {
    this.kubeconfig = kubeconfig;
    this.folder = folder;
  }

  /**
   * The cluster of a kubeconfig, or the testbed's, if it runs.
   *
   * @param folder where its files may be written
   */
  static Optional<DemoCluster> find(Optional<Path> kubeconfig, Path folder) throws StartException {
    if (kubeconfig.isPresent()) {
      return Optional.of(new DemoCluster(Kubeconfig.read(kubeconfig.get()), folder).write());
    }
    if (!Files.isReadable(TESTBED)) {
      return Optional.empty();
    }
    DemoCluster testbed = new DemoCluster(Kubeconfig.read(TESTBED), folder);
    return testbed.answers() ? Optional.of(testbed.write()) : Optional.empty();
  }

  /** The entry under {@code targets}. */
  String target() {
    return """
      - name: %s
        protocol: kubernetes
        address: %s
        tls:
          authoritiesFile: %s
        credentials:
    %s\
    """
        .formatted(
            NAME,
            kubeconfig.server().getHost() + ":" + port(),
            Quoting.yaml(authorities().toString()),
            kubeconfig.token().isEmpty()
                ? "      - certificateFile: "
                    + Quoting.yaml(certificate().toString())
                    + "\n        privateKeyFile: "
                    + Quoting.yaml(privateKey().toString())
                    + "\n"
                : "      - tokenFile: " + Quoting.yaml(token().toString()) + "\n");
  }

  /** The entry under {@code policies}. */
  String policy() {
    return """
      - name: demo-cluster
        owner: demo
        effect: allow
        include: [{principal: [demo]}]
        targets: [%s]
        kubernetes: {groups: [%s]}
    """
        .formatted(NAME, LOGIN);
  }

  private DemoCluster write() throws StartException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      write(authorities(), kubeconfig.authorities());
      if (kubeconfig.token().isEmpty()) {
        write(certificate(), kubeconfig.certificate());
        write(privateKey(), kubeconfig.privateKey());
      } else {
        write(token(), kubeconfig.token() + "\n");
      }
      return this;
    } catch (IOException e) {
      throw new StartException("the demo's files cannot be written: " + e.getMessage(), e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(kubeconfig.server().getHost(), port()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false; // It was stopped; its files are still there.
    }
  }

  private int port() {
    int port = kubeconfig.server().getPort();
    return port < 0 ? HTTPS : port;
  }

  private Path authorities() {
    return folder.resolve("authorities.pem");
  }

  private Path certificate() {
    return folder.resolve("certificate.pem");
  }

  private Path privateKey() {
    return folder.resolve("key.pem");
  }

  private Path token() {
    return folder.resolve("token");
  }
}
