package dev.gatescribe.server;

import dev.gatescribe.admission.AccessFiles;
import dev.gatescribe.admission.AdmissionConfiguration;
import dev.gatescribe.admission.document.Document;
import dev.gatescribe.admission.document.DocumentException;
import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.player.web.access.NamedProxies;
import dev.gatescribe.recorder.RecorderSettings;
import dev.gatescribe.recorder.coverage.CoverageSettings;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.siem.StreamSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What {@code gatescribe.yaml} says.
 *
 * @param file which it was read from
 * @param doors where clients come in, one a protocol; SSH's is always there
 * @param tls what the doors with TLS show
 * @param webListen where the web application listens
 * @param webHosts the only names that requests may be for; empty for the default
 * @param webUrl where browsers find the web application; empty for where it listens
 * @param proxies whose word counts about where a request comes from
 * @param data directory for everything that the process keeps
 * @param store where recordings are kept; a directory in {@code data} if nothing is said
 * @param metadata where the search index is kept; embedded if nothing is said
 * @param coverage how often it is looked whether every session has its recording
 * @param retention how long what is kept
 * @param siem where audit events are streamed to
 * @param identity who signs in with a browser; nobody but by the printed links if nothing is said
 * @param segmentAge how old a segment with events becomes before it is stored
 * @param admission targets, principals, groups and policies
 * @param accessPaths files and folders that say part of that, besides the configuration itself
 */
record ServerConfiguration(
    Path file,
    List<Door> doors,
    Tls tls,
    HostAndPort webListen,
    List<String> webHosts,
    Optional<URI> webUrl,
    NamedProxies proxies,
    DataDirectory data,
    StoreConfiguration store,
    MetadataConfiguration metadata,
    CoverageSettings coverage,
    RetentionConfiguration retention,
    List<StreamSettings> siem,
    IdentitySettings identity,
    Duration segmentAge,
    AdmissionConfiguration admission,
    List<Path> accessPaths) {

  private static final HostAndPort DEFAULT_WEB = new HostAndPort("127.0.0.1", 8080);
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");
  private static final Pattern HOST_NAME_OR_ADDRESS =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}|[0-9A-Fa-f:.]{2,45}");

  /**
   * One key of {@code recording}; what else stands there is read, and refused, with the rules. Less
   * than a second would be an object for every few keys; and more than an hour of each session
   * should not hang on one machine, nor in its journal.
   */
  private static final Reading<Duration> SEGMENT_AGE =
      node ->
          node instanceof MappingNode recording
              ? recording.optional(
                  "segmentAge", Readings.duration(Duration.ofSeconds(1), Duration.ofHours(1)))
              : Optional.empty();

  private static final Reading<Web> WEB =
      Readings.mapping(part ->
          Optional.of(
              new Web(
                  part.optional("listen", Readings.hostAndPort()).orElse(DEFAULT_WEB),
                  part.optional("hosts", Readings.listOf(1, hostName())).orElse(List.of()),
                  part.optional("url", webAddress()))));

  /**
   * What the doors with TLS show.
   *
   * @param files the operator's certificate and key; empty for one that the gateway issues itself
   * @param names what that one is for, besides the names that are known anyway
   */
  record Tls(Optional<CertificateFiles> files, List<String> names) {}

  /** A certificate chain, and the private key that belongs to its first. */
  record CertificateFiles(Path certificate, Path privateKey) {}

  private record Web(HostAndPort listen, List<String> hosts, Optional<URI> url) {}

  private static Reading<NamedProxies.Network> network() {
    return Readings.parsed(
        "a network", "an IP address, or one such as 10.0.0.0/8", NamedProxies.Network::parse);
  }

  private static Reading<URI> webAddress() {
    return Readings.parsed(
        "the address of the web application",
        "https://HOST or https://HOST:PORT; http only on loopback",
        IdentityReading::origin);
  }

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
      Optional<HostAndPort> ssh = listen(root, "ssh");
      Optional<HostAndPort> postgresql = listen(root, "postgresql");
      Optional<HostAndPort> kubernetes = listen(root, "kubernetes");
      Tls tls =
          root.optional("tls", Readings.mapping(ServerConfiguration::tls))
              .orElse(new Tls(Optional.empty(), List.of()));
      Web web = root.optional("web", WEB).orElse(new Web(DEFAULT_WEB, List.of(), Optional.empty()));
      List<NamedProxies.Network> proxies =
          root.optional("proxies", Readings.listOf(0, network())).orElse(List.of());
      Optional<Path> data = root.required("data", PathReadings.path("the data directory"));
      Optional<StoreConfiguration> store =
          root.optional("store", Readings.mapping(StoreConfiguration::read));
      Optional<MetadataConfiguration> metadata =
          root.optional("metadata", Readings.mapping(MetadataConfiguration::read));
      CoverageSettings coverage =
          root.optional("coverage", CoverageReading.COVERAGE).orElse(CoverageSettings.defaults());
      RetentionConfiguration retention =
          root.optional("retention", Readings.mapping(RetentionReading::read))
              .orElse(RetentionConfiguration.NONE);
      List<StreamSettings> siem = root.optional("siem", SiemReading.streams()).orElse(List.of());
      IdentitySettings identity =
          root.optional("identity", Readings.mapping(IdentityReading::read))
              .orElse(IdentitySettings.NONE);
      Duration segmentAge =
          root.optional("recording", SEGMENT_AGE).orElse(RecorderSettings.DEFAULT_SEGMENT_MAX_AGE);
      AccessFiles access = AccessFiles.read(document);
      AdmissionConfiguration admission = access.configuration(root::refuseOthers);
      DataDirectory directory = new DataDirectory(data.orElseThrow());
      List<Door> doors = new ArrayList<>();
      doors.add(door(Protocol.SSH, ssh));
      if (postgresql.isPresent() || has(admission, Protocol.POSTGRESQL)) {
        doors.add(door(Protocol.POSTGRESQL, postgresql));
      }
      if (kubernetes.isPresent() || has(admission, Protocol.KUBERNETES)) {
        doors.add(door(Protocol.KUBERNETES, kubernetes));
      }
      refuseSharedPorts(doors, web.listen);
      refuseUnknownAddress(web, identity);
      return new ServerConfiguration(
          file,
          List.copyOf(doors),
          tls,
          web.listen,
          web.hosts,
          web.url,
          new NamedProxies(proxies),
          directory,
          store.orElse(new StoreConfiguration.Directory(directory.store())),
          metadata.orElse(new MetadataConfiguration.Embedded()),
          coverage,
          retention,
          siem,
          identity,
          segmentAge,
          admission,
          access.paths());
    } catch (DocumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Two that listen in the same place: the second would not start, and say little. */
  private static void refuseSharedPorts(List<Door> doors, HostAndPort web) throws StartException {
    Map<HostAndPort, String> taken = new HashMap<>();
    taken.put(web, "web.listen");
    for (Door door : doors) {
      String other = taken.put(door.listen(), door.key());
      if (other != null) {
        throw new StartException(
            "%s and %s are both %s; give each a port of its own"
                .formatted(other, door.key(), door.listen()));
      }
    }
  }

  /** Issuers send browsers back to an address that they were told; it cannot be guessed. */
  private static void refuseUnknownAddress(Web web, IdentitySettings identity)
      throws StartException {
    if (identity.issuers().isEmpty() || web.url.isPresent() || isLoopback(web.listen)) {
      return;
    }
    throw new StartException(
        "with identity.issuers, web.url has to say where browsers find the web application,"
            + " such as https://gatescribe.example.org");
  }

  private static boolean isLoopback(HostAndPort listen) {
    try {
      return InetAddress.getByName(listen.host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** The address where the web application can be reached from this machine. */
  String localWebUrl() {
    String host = webListen.host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "127.0.0.1";
    }
    return "http://" + new HostAndPort(host, webListen.port());
  }

  /** The address of the web application, as browsers know it, with a slash at its end. */
  URI home() {
    return webUrl.orElseGet(() -> URI.create(localWebUrl() + "/"));
  }

  /** The folders whose disks recordings fill, by what they are for. */
  Map<String, Path> diskFolders() {
    Map<String, Path> folders = new TreeMap<>();
    folders.put("journal", data.journal());
    if (store instanceof StoreConfiguration.Directory(Path path)) {
      folders.put("store", path);
    }
    return folders;
  }

  /** The door of a protocol, if it is to be opened. */
  Optional<Door> door(Protocol protocol) {
    return doors.stream().filter(door -> door.protocol() == protocol).findFirst();
  }

  private static Optional<HostAndPort> listen(MappingNode root, String key) {
    return root.optional(
        key, Readings.mapping(part -> part.required("listen", Readings.hostAndPort())));
  }

  private static Optional<Tls> tls(MappingNode part) {
    Optional<Path> certificate =
        part.optional("certificateFile", PathReadings.path("a certificate chain in PEM"));
    Optional<Path> privateKey =
        part.optional(
            "privateKeyFile", PathReadings.secretFile("a file that holds a private key in PEM"));
    Optional<List<String>> names =
        part.optional(
            "names",
            Readings.listOf(
                1,
                Readings.matching(
                    HOST_NAME_OR_ADDRESS, "a host name", "a DNS name or an IP address")));
    if (part.has("certificateFile") != part.has("privateKeyFile")) {
      part.refuse("one of the two files is missing", "certificateFile and privateKeyFile");
      return Optional.empty();
    }
    Optional<CertificateFiles> files =
        certificate.flatMap(chain -> privateKey.map(key -> new CertificateFiles(chain, key)));
    return Optional.of(new Tls(files, names.orElse(List.of())));
  }

  private static boolean has(AdmissionConfiguration admission, Protocol protocol) {
    return admission.targets().stream()
        .anyMatch(definition -> definition.target().protocol() == protocol);
  }

  private static Door door(Protocol protocol, Optional<HostAndPort> listen) {
    return new Door(
        protocol,
        listen.orElse(new HostAndPort("127.0.0.1", defaultPort(protocol))),
        protocol.code() + ".listen");
  }

  /** Beside the protocol's own port, where the target itself may live. */
  private static int defaultPort(Protocol protocol) {
    return switch (protocol) {
      case SSH -> 2222;
      case POSTGRESQL -> 5433;
      case KUBERNETES -> 8443;
      case WEB -> throw new IllegalStateException("the web application is no door to targets");
    };
  }
}
