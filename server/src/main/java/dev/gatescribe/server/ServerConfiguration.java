package dev.gatescribe.server;

import dev.gatescribe.admission.AdmissionConfiguration;
import dev.gatescribe.admission.document.Document;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code gatescribe.yaml} says.
 *
 * @param sshListen where the SSH door listens
 * @param webListen where the web application listens
 * @param webHosts the only names that requests may be for; empty for the default
 * @param data directory for everything that the process keeps
 * @param admission targets, principals and rules
 */
record ServerConfiguration(
    HostAndPort sshListen,
    HostAndPort webListen,
    List<String> webHosts,
    DataDirectory data,
    AdmissionConfiguration admission) {

  private static final HostAndPort DEFAULT_SSH = new HostAndPort("127.0.0.1", 2222);
  private static final HostAndPort DEFAULT_WEB = new HostAndPort("127.0.0.1", 8080);
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");

  private static final Reading<HostAndPort> SSH =
      Readings.mapping(
          part -> Optional.of(part.optional("listen", Readings.hostAndPort()).orElse(DEFAULT_SSH)));

  private static final Reading<Web> WEB =
      Readings.mapping(part ->
          Optional.of(
              new Web(
                  part.optional("listen", Readings.hostAndPort()).orElse(DEFAULT_WEB),
                  part.optional("hosts", Readings.listOf(1, hostName())).orElse(List.of()))));

  private static Reading<String> hostName() {
    return Readings.matching(HOST_NAME, "a host name", "a DNS name without port");
  }

  /**
   * Reads the file.
   *
   * @throws StartException with a line for everything that is wrong: file, line, value, expectation
   */
  static ServerConfiguration read(Path file) throws StartException {
    try {
      Document document = Document.read(file);
      MappingNode root = document.root();
      HostAndPort ssh = root.optional("ssh", SSH).orElse(DEFAULT_SSH);
      Web web = root.optional("web", WEB).orElse(new Web(DEFAULT_WEB, List.of()));
      Optional<Path> data = root.required("data", PathReadings.path("the data directory"));
      AdmissionConfiguration admission = AdmissionConfiguration.read(root);
      root.refuseOthers();
      document.refuseIfWrong();
      return new ServerConfiguration(
          ssh, web.listen, web.hosts, new DataDirectory(data.orElseThrow()), admission);
    } catch (DocumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private record Web(HostAndPort listen, List<String> hosts) {}
}
