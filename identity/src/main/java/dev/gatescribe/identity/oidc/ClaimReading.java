package dev.gatescribe.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.Person;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a person of the claims of a token that was checked. */
final class ClaimReading {
  /** OpenID Connect Core 1.0, section 2. */
  private static final int SUBJECT_MAX_CHARACTERS = 255;

  /** Somebody in more groups than this is in all of them by mistake; and each is looked at. */
  static final int GROUPS_MAX = 1_000;

  private static final int TEXT_MAX_CHARACTERS = 256;

  /**
   * Letters, digits and a few signs that mean nothing to anybody downstream: the name stands in
   * audit events, in impersonation headers and on terminals.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}");

  private static final Pattern EMAIL =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}");

  private final IssuerSettings.Claims paths;

  ClaimReading(IssuerSettings.Claims paths) {
    this.paths = paths;
  }

  Person person(JWTClaimsSet claims) throws SignInException {
    Map<String, Object> all = claims.getClaims();
    Instant authenticated = authenticatedAt(claims);
    return new Person(
        claims.getIssuer(),
        subject(claims),
        name(all),
        email(all),
        groups(all),
        authenticated == null ? claims.getIssueTime().toInstant() : authenticated,
        hasSecondFactor(all) ? Optional.ofNullable(authenticated) : Optional.empty(),
        posture(all),
        text(all.get("sid")));
  }

  static String subject(JWTClaimsSet claims) throws SignInException {
    String subject = claims.getSubject();
    if (subject == null || subject.isBlank() || subject.length() > SUBJECT_MAX_CHARACTERS) {
      throw new SignInException(SignInRefusal.CLAIM_UNUSABLE, "the token names no subject");
    }
    return subject;
  }

  private String name(Map<String, Object> claims) throws SignInException {
    return text(find(claims, paths.name()))
        .filter(name -> NAME.matcher(name).matches())
        .orElseThrow(() ->
            new SignInException(
                SignInRefusal.CLAIM_UNUSABLE,
                "the claim " + paths.name() + " is no name of 1 to 128 letters, digits or ._@+-"));
  }

  /** Only what the issuer has verified: anybody may write an address into a form. */
  private Optional<String> email(Map<String, Object> claims) {
    return paths.emailVerified().isEmpty()
            || Boolean.TRUE.equals(find(claims, paths.emailVerified()))
        ? text(find(claims, paths.email()))
            .filter(email -> EMAIL.matcher(email).matches())
            .map(email -> email.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private Set<String> groups(Map<String, Object> claims) throws SignInException {
    Set<String> groups = new HashSet<>();
    for (String path : paths.groups()) {
      groups.addAll(texts(find(claims, path)));
    }
    if (groups.size() > GROUPS_MAX) {
      throw new SignInException(
          SignInRefusal.CLAIM_UNUSABLE, "the token has more than " + GROUPS_MAX + " groups");
    }
    return groups;
  }

  private boolean hasSecondFactor(Map<String, Object> claims) {
    return text(claims.get("acr")).filter(paths.secondFactorContexts()::contains).isPresent()
        || texts(claims.get("amr")).stream().anyMatch(paths.secondFactorMethods()::contains);
  }

  /** Null if the issuer does not say; then nothing is known about how old a second factor is. */
  private static @Nullable Instant authenticatedAt(JWTClaimsSet claims) throws SignInException {
    Object value = claims.getClaim("auth_time");
    if (value == null) {
      return null;
    }
    try {
      if (value instanceof Number seconds) {
        Instant at = Instant.ofEpochSecond(seconds.longValue());
        // One from the future would stay fresh for as long as it is ahead.
        return at.isAfter(claims.getIssueTime().toInstant())
            ? claims.getIssueTime().toInstant()
            : at;
      }
    } catch (DateTimeException e) {
      throw new SignInException(SignInRefusal.CLAIM_UNUSABLE, "auth_time is no time", e);
    }
    throw new SignInException(SignInRefusal.CLAIM_UNUSABLE, "auth_time is no time");
  }

  private Map<String, String> posture(Map<String, Object> claims) {
    Map<String, String> posture = new TreeMap<>();
    paths
        .posture()
        .forEach((fact, path) -> {
          Object value = find(claims, path);
          if (value instanceof Boolean || value instanceof Number) {
            posture.put(fact, value.toString());
          } else {
            text(value).ifPresent(text -> posture.put(fact, text));
          }
        });
    return posture;
  }

  /** Follows a path; a claim whose name itself has dots is found, too. */
  static @Nullable Object find(Map<?, ?> claims, String path) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> nested) {
        Object found = find(nested, path.substring(dot + 1));
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static Optional<String> text(@Nullable Object value) {
    return value instanceof String text && !text.isBlank() && text.length() <= TEXT_MAX_CHARACTERS
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Set<String> texts(@Nullable Object value) {
    Collection<?> values = value instanceof Collection<?> many ? many : listOf(value);
    return values.stream()
        .map(ClaimReading::text)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  private static List<?> listOf(@Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }
}
