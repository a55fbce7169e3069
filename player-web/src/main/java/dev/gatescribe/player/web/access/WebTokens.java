package dev.gatescribe.player.web.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The secrets by which people and programs are let in: one bearer token, sign-in codes that work
 * once, and browser sessions. Of all of them only hashes are kept, in memory; a restart signs
 * everybody out.
 *
 * <p>Safe for several threads.
 */
public final class WebTokens {
  /** 256 bits: nobody guesses one, so that guesses need no counting. */
  private static final int SECRET_BYTES = 32;

  /** Length of a code or session secret as text. */
  public static final int SECRET_TEXT_LENGTH = 43;

  /** A working day: a browser that is left open overnight asks again. */
  public static final Duration SESSION_LIFETIME = Duration.ofHours(12);

  /** The link stands in a terminal; it should not work for whoever finds it there next week. */
  public static final Duration CODE_LIFETIME = Duration.ofHours(12);

  /** A gateway has a handful of viewers; the oldest session gives way. */
  static final int MOST_SESSIONS = 256;

  /** Codes are printed one at a time; the oldest gives way. */
  static final int MOST_CODES = 16;

  private final byte[] bearerHash;
  private final String bearerName;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Entry> codes = new LinkedHashMap<>();
  private final Map<String, Entry> sessions = new LinkedHashMap<>();

  /**
   * @param bearerToken what programs show; kept as a hash
   * @param bearerName what the audit log calls who shows it
   */
  public WebTokens(String bearerToken, String bearerName, InstantSource clock) {
    if (bearerToken.isBlank()) {
      throw new IllegalArgumentException("an empty bearer token would let everybody in");
    }
    this.bearerHash = sha256(bearerToken);
    this.bearerName = Objects.requireNonNull(bearerName, "bearerName");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** A secret fit to be a bearer token: 256 random bits as text. */
  public static String randomSecret() {
    return randomSecret(new SecureRandom());
  }

  /**
   * A code for one sign-in.
   *
   * @param name what the audit log will call who uses it
   */
  public synchronized String mintSignInCode(String name) {
    return mint(codes, MOST_CODES, name, CODE_LIFETIME);
  }

  /** Uses a code up. Empty if it is unknown, was used before, or is too old. */
  public synchronized Optional<SignIn> redeem(String code) {
    Entry entry = codes.remove(key(code));
    if (entry == null || !entry.isValidAt(clock.instant())) {
      return Optional.empty();
    }
    String session = mint(sessions, MOST_SESSIONS, entry.name, SESSION_LIFETIME);
    return Optional.of(new SignIn(new Viewer(entry.name, Viewer.Means.BROWSER_SESSION), session));
  }

  /** Who shows this bearer token. */
  public Optional<Viewer> byBearerToken(String token) {
    return MessageDigest.isEqual(bearerHash, sha256(token))
        ? Optional.of(new Viewer(bearerName, Viewer.Means.BEARER_TOKEN))
        : Optional.empty();
  }

  /** Whose browser session this is. */
  public synchronized Optional<Viewer> byBrowserSession(String secret) {
    // The map is searched by a hash, so the time that it takes tells nothing about a secret.
    Entry entry = sessions.get(key(secret));
    return entry != null && entry.isValidAt(clock.instant())
        ? Optional.of(new Viewer(entry.name, Viewer.Means.BROWSER_SESSION))
        : Optional.empty();
  }

  /** Signs a browser out. */
  public synchronized void endBrowserSession(String secret) {
    sessions.remove(key(secret));
  }

  synchronized int sessionCount() {
    return sessions.size();
  }

  private String mint(Map<String, Entry> entries, int most, String name, Duration lifetime) {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !entry.isValidAt(now));
    Iterator<String> oldest = entries.keySet().iterator();
    while (entries.size() >= most) {
      oldest.next();
      oldest.remove();
    }
    String secret = randomSecret(random);
    entries.put(key(secret), new Entry(name, now.plus(lifetime)));
    return secret;
  }

  private static String randomSecret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String key(String secret) {
    return HexFormat.of().formatHex(sha256(secret));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "WebTokens[redacted]";
  }

  /** A browser that was just let in, with the secret of its session. */
  public record SignIn(Viewer viewer, String sessionSecret) {
    @Override
    public String toString() {
      return "SignIn[" + viewer.name() + ", redacted]";
    }
  }

  private record Entry(String name, Instant until) {
    boolean isValidAt(Instant now) {
      return now.isBefore(until);
    }
  }
}
