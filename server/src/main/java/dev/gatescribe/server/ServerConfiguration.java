package dev.gatescribe.server;

import dev.gatescribe.admission.AdmissionConfiguration;
import dev.gatescribe.admission.document.Document;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Readings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code gatescribe.yaml} says.
 *
 * @param sshListen where the SSH door listens
 * @param webListen where the web application listens
 * @param data directory for everything that the process keeps
 * @param admission targets, principals and rules
 */
record ServerConfiguration(
    HostAndPort sshListen,
    HostAndPort webListen,
    DataDirectory data,
    AdmissionConfiguration admission) {

  private static final HostAndPort DEFAULT_SSH = new HostAndPort("127.0.0.1", 2222);
  private static final HostAndPort DEFAULT_WEB = new HostAndPort("127.0.0.1", 8080);

  /**
   * Reads the file.
   *
   * @throws StartException with a line for everything that is wrong: file, line, value, expectation
   */
  static ServerConfiguration read(Path file) throws StartException {
    try {
      Document document = Document.read(file);
      MappingNode root = document.root();
      HostAndPort ssh = listen(root, "ssh").orElse(DEFAULT_SSH);
      HostAndPort web = listen(root, "web").orElse(DEFAULT_WEB);
      Optional<Path> data = root.required("data", PathReadings.path("the data directory"));
      AdmissionConfiguration admission = AdmissionConfiguration.read(root);
      root.refuseOthers();
      document.refuseIfWrong();
      return new ServerConfiguration(ssh, web, new DataDirectory(data.orElseThrow()), admission);
    } catch (DocumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<HostAndPort> listen(MappingNode root, String door) {
    return root.optional(
        door, Readings.mapping(node -> node.required("listen", Readings.hostAndPort())));
  }
}
