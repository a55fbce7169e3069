package dev.gatescribe.server;

import dev.gatescribe.admission.document.CertificateReadings;
import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.HostAndPort;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.ScalarNode;
import dev.gatescribe.siem.StreamSettings;
import dev.gatescribe.siem.StreamSettings.Destination;
import dev.gatescribe.siem.StreamSettings.Trust;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code siem}: where audit events are streamed to. */
final class SiemReading {
  private static final String DISABLE = "disable";

  /** It is a label of a metric and a file's name. */
  private static final Reading<String> NAME =
      Readings.matching(
          Pattern.compile("[a-z0-9][a-z0-9-]{0,62}"),
          "a name",
          "1 to 63 lower-case letters, digits and '-', beginning with a letter or digit");

  private final Set<String> names = new HashSet<>();

  private SiemReading() {}

  static Reading<List<StreamSettings>> streams() {
    SiemReading reading = new SiemReading();
    return Readings.listOf(0, Readings.mapping(reading::stream));
  }

  private Optional<StreamSettings> stream(MappingNode stream) {
    Optional<String> name = stream.required("name", this::freshName);
    List<String> kinds = List.of("stdout", "syslog", "http").stream().filter(stream::has).toList();
    if (kinds.size() != 1) {
      stream.refuse("a stream goes to one place", "one of stdout, syslog and http");
      return Optional.empty();
    }
    Optional<Destination> destination =
        switch (kinds.getFirst()) {
          case "syslog" -> stream.required("syslog", Readings.mapping(SiemReading::syslog));
          case "http" -> stream.required("http", Readings.mapping(SiemReading::http));
          default -> stream.required("stdout", SiemReading::standardOutput);
        };
    return name.flatMap(text -> destination.map(place -> new StreamSettings(text, place)));
  }

  private Optional<String> freshName(DocumentNode node) {
    return NAME.read(node)
        .filter(name -> {
          boolean fresh = names.add(name);
          if (!fresh) {
            node.refuse(name + " is already the name of a stream", "a name of its own for each");
          }
          return fresh;
        });
  }

  private static Optional<Destination> standardOutput(DocumentNode node) {
    return Readings.<Destination>parsed(
            "a format",
            "ocsf",
            text ->
                text.equals("ocsf")
                    ? Optional.of(new Destination.StandardOutput())
                    : Optional.empty())
        .read(node);
  }

  private static Optional<Destination> syslog(MappingNode syslog) {
    Optional<HostAndPort> address = syslog.required("address", Readings.hostAndPort());
    Optional<Trust> trust = syslog.required("tls", SiemReading::tlsOrDisable);
    return address.flatMap(
        server -> trust.map(tls -> new Destination.Syslog(server.host(), server.port(), tls)));
  }

  /** Without TLS everybody on the way can read who does what, so it takes a word to say so. */
  private static Optional<Trust> tlsOrDisable(DocumentNode node) {
    if (node instanceof ScalarNode) {
      return Readings.<Trust>parsed(
              "valid here",
              "a mapping, which may name an authoritiesFile, or the word " + DISABLE,
              text ->
                  text.equals(DISABLE) ? Optional.of(new Trust.Unprotected()) : Optional.empty())
          .read(node);
    }
    return Readings.mapping(SiemReading::trust).read(node);
  }

  private static Optional<Trust> trust(MappingNode tls) {
    if (!tls.has("authoritiesFile")) {
      return Optional.of(new Trust.Platform());
    }
    return tls.required("authoritiesFile", CertificateReadings.authorities())
        .map(Trust.Authorities::new);
  }

  private static Optional<Destination> http(MappingNode http) {
    Optional<URI> url = http.required("url", SiemReading::url);
    boolean secret = http.has("tokenFile");
    Optional<Path> token =
        http.optional("tokenFile", PathReadings.secretFile("a file that holds a bearer token"));
    boolean trusts = http.has("tls");
    Optional<Trust> trust = http.optional("tls", Readings.mapping(SiemReading::trust));
    if (url.isEmpty() || (secret && token.isEmpty()) || (trusts && trust.isEmpty())) {
      return Optional.empty();
    }
    boolean encrypted = "https".equals(url.get().getScheme());
    if (!encrypted && (secret || trusts)) {
      http.refuse("a token would go there in clear, and no certificate comes", "an https:// url");
      return Optional.empty();
    }
    Trust usual = encrypted ? new Trust.Platform() : new Trust.Unprotected();
    return Optional.of(new Destination.Http(url.get(), token, trust.orElse(usual)));
  }

  private static Optional<URI> url(DocumentNode node) {
    return Readings.parsed("an address", "https://HOST/PATH", SiemReading::address).read(node);
  }

  private static Optional<URI> address(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean whole = uri.getHost() != null && uri.getUserInfo() == null;
      return web && whole ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
