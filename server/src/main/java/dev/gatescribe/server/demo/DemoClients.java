package dev.gatescribe.server.demo;

import dev.gatescribe.server.GatewayProcess;
import dev.gatescribe.session.AccessToken;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes what clients need, when the gateway's own keys are known. */
final class DemoClients {
  private final DemoFiles files;
  private final DemoPorts ports;
  private final AccessToken accessToken;
  private final boolean hasCluster;

  DemoClients(DemoFiles files, DemoPorts ports, AccessToken accessToken, boolean hasCluster) {
    this.files = files;
    this.ports = ports;
    this.accessToken = accessToken;
    this.hasCluster = hasCluster;
  }

  boolean hasCluster() {
    return hasCluster;
  }

  void write(GatewayProcess gateway) throws IOException {
    Files.writeString(
        files.knownHosts(),
        gateway.sshHostKeys().stream()
            .map(key -> "[127.0.0.1]:" + ports.ssh() + " " + key + "\n")
            .collect(Collectors.joining()));
    Files.writeString(files.sshConfiguration(), sshConfiguration());
    if (hasCluster) {
      writeSecret(files.kubeconfig(), kubeconfig(gateway.tlsAuthorityFile()));
    }
    Map<String, String> variables = new TreeMap<>();
    variables.put("GATESCRIBE_SSH_HOST", "127.0.0.1");
    variables.put("GATESCRIBE_SSH_PORT", Integer.toString(ports.ssh()));
    variables.put("GATESCRIBE_SSH_IDENTITY", files.identity().toString());
    variables.put("GATESCRIBE_SSH_KNOWN_HOSTS", files.knownHosts().toString());
    variables.put("GATESCRIBE_SSH_TARGET", DemoFiles.login() + "@" + DemoFiles.TARGET);
    variables.put("GATESCRIBE_PG_URI", databaseUri(gateway.tlsAuthorityFile()));
    variables.put("GATESCRIBE_PG_DIRECT_URI", directDatabaseUri());
    if (hasCluster) {
      variables.put("GATESCRIBE_KUBECONFIG", files.kubeconfig().toString());
    }
    variables.put("GATESCRIBE_WEB_URL", gateway.webUrl());
    variables.put("GATESCRIBE_WEB_TOKEN", gateway.webToken());
    variables.put("GATESCRIBE_RECORDINGS", files.store().toString());
    writeSecret(
        files.environment(),
        variables.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + Quoting.shell(variable.getValue()) + "\n")
            .collect(Collectors.joining()));
  }

  /** The database through the gateway, for libpq. */
  String databaseUri(Path authority) {
    return uri(
        DemoDatabase.ROLE + "@" + DemoDatabase.NAME,
        accessToken.text(),
        ports.postgresql(),
        authority);
  }

  /** The same database without the gateway, with the credential that only the gateway has. */
  private String directDatabaseUri() throws IOException {
    return uri(
        DemoDatabase.ROLE,
        Files.readString(files.databaseCredential()).strip(),
        ports.database(),
        files.databaseAuthority());
  }

  private static String uri(String user, String password, int port, Path authority) {
    return "postgresql://"
        + encoded(user)
        + ":"
        + encoded(password)
        + "@127.0.0.1:"
        + port
        + "/"
        + DemoDatabase.NAME
        + "?sslmode=verify-full&sslrootcert="
        + encoded(authority.toString());
  }

  /** As libpq decodes it: a plus sign is a plus sign. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private String sshConfiguration() {
    return """
    # Written by gatescribe demo at each start.
    Host %s
      HostName 127.0.0.1
      Port %d
      IdentityFile %s
      IdentitiesOnly yes
      UserKnownHostsFile %s
      StrictHostKeyChecking yes
    """
        .formatted(
            DemoFiles.GATEWAY_ALIAS,
            ports.ssh(),
            Quoting.sshConfiguration(files.identity().toString()),
            Quoting.sshConfiguration(files.knownHosts().toString()));
  }

  private String kubeconfig(Path authority) throws IOException {
    return """
    # Written by gatescribe demo at each start.
    apiVersion: v1
    kind: Config
    clusters:
      - name: gatescribe
        cluster:
          server: https://127.0.0.1:%d/clusters/%s/%s
          certificate-authority-data: %s
    users:
      - name: demo
        user:
          token: %s
    contexts:
      - name: gatescribe
        context:
          cluster: gatescribe
          user: demo
          namespace: shop
    current-context: gatescribe
    """
        .formatted(
            ports.kubernetes(),
            DemoCluster.NAME,
            DemoCluster.LOGIN,
            Base64.getEncoder().encodeToString(Files.readAllBytes(authority)),
            accessToken.text());
  }

  private static void writeSecret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }
}
