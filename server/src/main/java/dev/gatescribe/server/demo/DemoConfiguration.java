package dev.gatescribe.server.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The configuration that the demo runs with.
 *
 * @param accessTokenDigest of the token that lives as long as this start
 * @param cluster the Kubernetes target, if there is one
 */
record DemoConfiguration(
    DemoPorts ports,
    DemoFiles files,
    Path data,
    String accessTokenDigest,
    Optional<DemoCluster> cluster) {

  String text() throws IOException {
    return """
    # Written by gatescribe demo at each start. A configuration for your own targets looks the same:
    # copy it, change it, and run gatescribe serve --config FILE. See docs/configuration.md.
    ssh:
      listen: 127.0.0.1:%d
    postgresql:
      listen: 127.0.0.1:%d
    kubernetes:
      listen: 127.0.0.1:%d
    web:
      listen: 127.0.0.1:%d
    data: %s
    # Every event survives the death of the gateway; with disk, which serve has where nothing is
    # said, a loss of power too.
    recording:
      durability: process
    targets:
      - name: %s
        protocol: ssh
        address: 127.0.0.1:%d
        hostKeys:
          - %s
        credentials:
          - login: %s
            privateKeyFile: %s
      - name: %s
        protocol: postgresql
        address: 127.0.0.1:%d
        tls:
          authoritiesFile: %s
        credentials:
          - login: %s
            passwordFile: %s
    %sprincipals:
      - name: demo
        publicKeys:
          - %s
        accessTokens:
          - name: this-start
            sha256: %s
            targets: ['*']
    policies:
      - name: demo
        owner: demo
        effect: allow
        include: [{principal: [demo]}]
        targets: [%s]
        ssh: {logins: [%s]}
      - name: demo-shop
        owner: demo
        effect: allow
        include: [{principal: [demo]}]
        targets: [%s]
        postgresql: {roles: [%s]}
    %s\
    """
        .formatted(
            ports.ssh(),
            ports.postgresql(),
            ports.kubernetes(),
            ports.web(),
            Quoting.yaml(data.toString()),
            DemoFiles.TARGET,
            ports.host(),
            DemoFiles.publicKey(files.hostKey()),
            Quoting.yaml(DemoFiles.login()),
            Quoting.yaml(files.hostCredential().toString()),
            DemoDatabase.NAME,
            ports.database(),
            Quoting.yaml(files.databaseAuthority().toString()),
            DemoDatabase.ROLE,
            Quoting.yaml(files.databaseCredential().toString()),
            cluster.map(DemoCluster::target).orElse(""),
            DemoFiles.publicKey(files.identity()),
            accessTokenDigest,
            DemoFiles.TARGET,
            Quoting.yaml(DemoFiles.login()),
            DemoDatabase.NAME,
            DemoDatabase.ROLE,
            cluster.map(DemoCluster::policy).orElse(""));
  }
}
