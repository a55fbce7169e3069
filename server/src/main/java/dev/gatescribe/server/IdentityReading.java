package dev.gatescribe.server;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.Located;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.PathReadings;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.identity.FrontDoorSettings;
import dev.gatescribe.identity.IdentitySettings;
import dev.gatescribe.identity.IdentitySettings.WebSessionBounds;
import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.IssuerSettings.Claims;
import dev.gatescribe.session.IdpGroup;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code identity}. */
final class IdentityReading {
  /** It stands in addresses and in policies. */
  private static final Reading<String> ISSUER_NAME =
      Readings.matching(
          Pattern.compile("[a-z0-9][a-z0-9-]{0,30}"),
          "a name of an issuer",
          "1 to 31 lower-case letters, digits and '-'");

  private static final Reading<String> CLAIM =
      Readings.matching(
          Pattern.compile("[!-~]{1,200}"),
          "a claim",
          "its name, or names with dots between them for a nested one");

  private static final Reading<String> SCOPE =
      Readings.matching(
          Pattern.compile("[!#-\\[\\]-~]{1,100}"), "a scope", "a word of OAuth, such as groups");

  private static final Reading<String> HEADER =
      Readings.matching(
          Pattern.compile("[A-Za-z0-9-]{1,64}"),
          "the name of a header",
          "one such as Cf-Access-Jwt-Assertion, or Authorization");

  private static final Pattern POSTURE_KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /** Tokens without it are none of OpenID Connect. */
  private static final String OPENID = "openid";

  private static final List<String> USUAL_SCOPES = List.of(OPENID, "profile", "email");

  private IdentityReading() {}

  static Optional<IdentitySettings> read(MappingNode identity) {
    List<Located<IssuerSettings>> issuers =
        identity
            .required(
                "issuers",
                Readings.listOf(0, Readings.located(Readings.mapping(IdentityReading::issuer))))
            .orElse(List.of());
    List<Located<FrontDoorSettings>> doors =
        identity
            .optional(
                "frontDoors",
                Readings.listOf(0, Readings.located(Readings.mapping(IdentityReading::frontDoor))))
            .orElse(List.of());
    Set<String> names = new HashSet<>();
    Set<URI> identifiers = new HashSet<>();
    for (Located<IssuerSettings> issuer : issuers) {
      if (!names.add(issuer.value().name()) || !identifiers.add(issuer.value().issuer())) {
        issuer
            .node()
            .refuse(
                VisibleText.of(issuer.value().name()) + " is there twice",
                "a name and an issuer of its own for each");
      }
    }
    for (Located<FrontDoorSettings> door : doors) {
      if (!names.add(door.value().name())) {
        door.node()
            .refuse(VisibleText.of(door.value().name()) + " is there twice", "a name of its own");
      }
    }
    WebSessionBounds bounds =
        identity
            .optional("sessions", Readings.mapping(IdentityReading::bounds))
            .orElse(WebSessionBounds.USUAL);
    List<IdpGroup> viewers =
        identity
            .optional("viewers", Readings.listOf(0, Readings.mapping(node -> viewer(node, names))))
            .orElse(List.of());
    return Optional.of(
        new IdentitySettings(
            issuers.stream().map(Located::value).toList(),
            doors.stream().map(Located::value).toList(),
            bounds,
            Set.copyOf(viewers)));
  }

  private static Optional<IssuerSettings> issuer(MappingNode issuer) {
    Optional<String> name = issuer.required("name", ISSUER_NAME);
    Optional<String> title =
        issuer.optional("title", Readings.text("what the button says, such as Example Corp"));
    Optional<URI> identifier = issuer.required("issuer", IdentityReading::identifier);
    Optional<String> clientId =
        issuer.required("clientId", Readings.text("what the issuer calls this gateway"));
    Optional<Path> secret =
        issuer.optional(
            "clientSecretFile", PathReadings.secretFile("a file that holds the client's secret"));
    List<String> scopes = issuer.optional("scopes", Readings.listOf(1, SCOPE)).orElse(USUAL_SCOPES);
    Claims claims = claims(issuer);
    if (!scopes.contains(OPENID)) {
      issuer.refuse("without the scope openid the issuer says nobody's name", "openid in scopes");
    }
    if (name.isEmpty() || identifier.isEmpty() || clientId.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new IssuerSettings(
            name.get(),
            title.orElse(name.get()),
            identifier.get(),
            clientId.get(),
            secret,
            scopes,
            claims));
  }

  private static Optional<FrontDoorSettings> frontDoor(MappingNode door) {
    Optional<String> name = door.required("name", ISSUER_NAME);
    Optional<URI> issuer = door.required("issuer", IdentityReading::identifier);
    Optional<URI> keys = door.optional("keys", IdentityReading::identifier);
    Optional<List<String>> audience =
        door.required(
            "audience",
            Readings.listOf(1, Readings.text("what the front door calls this gateway")));
    Optional<String> header = door.required("header", HEADER);
    boolean trusted = door.optional("emailTrusted", Readings.truth()).orElse(false);
    Claims said = claims(door);
    Optional<URI> signOut = door.optional("signOut", IdentityReading::identifier);
    Claims claims =
        new Claims(
            said.name(),
            said.groups(),
            said.email(),
            trusted ? "" : said.emailVerified(),
            said.secondFactorContexts(),
            said.secondFactorMethods(),
            said.posture());
    return name.flatMap(called ->
        issuer.flatMap(who ->
            audience.flatMap(names ->
                header.map(where ->
                    new FrontDoorSettings(
                        called, who, keys, Set.copyOf(names), where, claims, signOut)))));
  }

  private static Claims claims(MappingNode issuer) {
    Claims usual = Claims.USUAL;
    Reading<List<String>> texts =
        Readings.listOf(1, Readings.text("a value, as it stands in the claim"));
    return new Claims(
        issuer.optional("nameClaim", CLAIM).orElse(usual.name()),
        issuer.optional("groupsClaims", Readings.listOf(1, CLAIM)).orElse(usual.groups()),
        issuer.optional("emailClaim", CLAIM).orElse(usual.email()),
        issuer.optional("emailVerifiedClaim", CLAIM).orElse(usual.emailVerified()),
        issuer
            .optional("secondFactorAcr", texts)
            .map(Set::copyOf)
            .orElse(usual.secondFactorContexts()),
        issuer
            .optional("secondFactorAmr", texts)
            .map(Set::copyOf)
            .orElse(usual.secondFactorMethods()),
        issuer
            .optional("postureClaims", Readings.mapping(IdentityReading::posture))
            .orElse(usual.posture()));
  }

  private static Optional<Map<String, String>> posture(MappingNode mapping) {
    Map<String, String> posture = new TreeMap<>();
    for (String key : mapping.keys()) {
      Optional<String> claim = mapping.required(key, CLAIM);
      if (POSTURE_KEY.matcher(key).matches()) {
        claim.ifPresent(path -> posture.put(key, path));
      } else {
        mapping.refuse(
            VisibleText.of(key) + " is not a name of posture",
            "1 to 63 letters, digits, '.', '_', '-'");
      }
    }
    return Optional.of(posture);
  }

  private static Optional<WebSessionBounds> bounds(MappingNode sessions) {
    WebSessionBounds usual = WebSessionBounds.USUAL;
    Reading<Duration> hours = Readings.duration(Duration.ofMinutes(1), Duration.ofDays(7));
    Reading<Duration> refresh = Readings.duration(Duration.ofSeconds(1), Duration.ofHours(1));
    WebSessionBounds bounds =
        new WebSessionBounds(
            sessions.optional("idle", hours).orElse(usual.idle()),
            sessions.optional("maximum", hours).orElse(usual.maximum()),
            sessions.optional("refresh", refresh).orElse(usual.refreshInterval()),
            sessions.optional("refreshLimit", hours).orElse(usual.refreshLimit()),
            sessions.optional("factsMaximum", hours).orElse(usual.factsMaximum()));
    if (bounds.refreshLimit().compareTo(bounds.refreshInterval().multipliedBy(2)) < 0) {
      sessions.refuse(
          "one missed answer of the issuer would end every session",
          "a refreshLimit of twice refresh, or more");
    }
    return Optional.of(bounds);
  }

  private static Optional<IdpGroup> viewer(MappingNode viewer, Set<String> issuers) {
    Optional<String> issuer =
        viewer.required(
            "issuer",
            node ->
                ISSUER_NAME
                    .read(node)
                    .filter(name -> {
                      if (!issuers.contains(name)) {
                        node.refuse(
                            "there is no issuer " + VisibleText.of(name),
                            "the name of one in identity.issuers");
                      }
                      return issuers.contains(name);
                    }));
    Optional<String> group = viewer.required("group", Readings.text("a group, as the issuer says"));
    return issuer.flatMap(of -> group.map(name -> new IdpGroup(of, name)));
  }

  private static Optional<URI> identifier(DocumentNode node) {
    return Readings.parsed(
            "the identifier of an issuer",
            "https://HOST/PATH as in its tokens; http only on loopback",
            IdentityReading::address)
        .read(node);
  }

  /** The address of the web application, as browsers know it. */
  static Optional<URI> origin(String text) {
    return address(text)
        .filter(uri -> uri.getPath().isEmpty() || uri.getPath().equals("/"))
        .map(uri -> URI.create(uri.getScheme() + "://" + uri.getAuthority() + "/"));
  }

  private static Optional<URI> address(String text) {
    try {
      URI uri = new URI(text);
      boolean right =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && ("https".equals(uri.getScheme())
                  || ("http".equals(uri.getScheme()) && isLoopback(uri.getHost())));
      return right ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }

  /** This machine, where nobody is in between. */
  private static boolean isLoopback(String host) {
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
