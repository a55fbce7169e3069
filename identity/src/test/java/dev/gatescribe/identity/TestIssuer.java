package dev.gatescribe.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * An issuer of the tests' own: it does what it should, unless it is told to give another token or
 * another answer.
 */
public final class TestIssuer implements AutoCloseable {
  public static final String CLIENT = "gatescribe";
  public static final String SUBJECT = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

  /** Making one takes a while. */
  private static final RSAKey FIRST_KEY = newKey();

  public final AtomicInteger keyRequests = new AtomicInteger();
  public final Map<String, Object> claims = new LinkedHashMap<>();

  /** Makes another token of the right one. */
  public UnaryOperator<String> token = UnaryOperator.identity();

  /** Changes the answer of the discovery. */
  public UnaryOperator<Map<String, Object>> discovery = UnaryOperator.identity();

  /** If set, this is what the token endpoint redirects to, instead of answering. */
  public String redirectTo;

  public boolean knowsPerson = true;
  public volatile boolean answers = true;
  public RSAKey key;

  private final SettableClock clock;
  private final HttpServer server;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final List<RSAKey> published = new java.util.concurrent.CopyOnWriteArrayList<>();

  public TestIssuer(SettableClock clock) {
    this.clock = clock;
    key = FIRST_KEY;
    publish(key);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/.well-known/openid-configuration", this::configuration);
    server.createContext("/keys", this::keys);
    server.createContext("/token", this::token);
    server.start();
    claims.put("preferred_username", "ada");
    claims.put("groups", List.of("engineers"));
    claims.put("email", "Ada@Example.org");
    claims.put("email_verified", true);
    claims.put("sid", "session-1");
  }

  public static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048)
          .keyID(UUID.randomUUID().toString())
          .keyUse(KeyUse.SIGNATURE)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public void publish(RSAKey another) {
    published.add(another);
  }

  public void withdrawKeys() {
    published.clear();
  }

  public URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public IssuerSettings settings() {
    return new IssuerSettings(
        "corp",
        "Corp",
        issuer(),
        CLIENT,
        java.util.Optional.empty(),
        List.of("openid", "profile", "email"),
        IssuerSettings.Claims.USUAL);
  }

  /** What the person does at the issuer: signs in, and is sent back. */
  public Map<String, String> signInAt(URI authorization) {
    Map<String, String> asked = form(authorization.getRawQuery());
    String code = UUID.randomUUID().toString();
    codes.put(code, asked);
    return Map.of("code", code, "state", asked.get("state"), "iss", issuer().toString());
  }

  /** The claims of a right token. */
  public JWTClaimsSet.Builder rightClaims(String nonce) {
    JWTClaimsSet.Builder builder =
        new JWTClaimsSet.Builder()
            .issuer(issuer().toString())
            .subject(SUBJECT)
            .audience(CLIENT)
            .issueTime(Date.from(clock.instant()))
            .expirationTime(Date.from(clock.instant().plusSeconds(300)))
            .claim("auth_time", clock.instant().getEpochSecond());
    if (nonce != null) {
      builder.claim("nonce", nonce);
    }
    claims.forEach(builder::claim);
    return builder;
  }

  public String sign(JWTClaimsSet set) {
    return sign(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), key, set);
  }

  public static String sign(JWSHeader header, RSAKey with, JWTClaimsSet set) {
    try {
      SignedJWT jwt = new SignedJWT(header, set);
      jwt.sign(new RSASSASigner(with));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void configuration(HttpExchange exchange) throws IOException {
    String issuer = issuer().toString();
    Map<String, Object> document = new HashMap<>();
    document.put("issuer", issuer);
    document.put("authorization_endpoint", issuer + "/authorize");
    document.put("token_endpoint", issuer + "/token");
    document.put("jwks_uri", issuer + "/keys");
    document.put("end_session_endpoint", issuer + "/logout");
    document.put("subject_types_supported", List.of("public"));
    document.put("response_types_supported", List.of("code"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256"));
    document.put("authorization_response_iss_parameter_supported", true);
    answer(exchange, 200, JSONObjectUtils.toJSONString(discovery.apply(document)));
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyRequests.incrementAndGet();
    answer(exchange, 200, new JWKSet(List.copyOf(published)).toString());
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (redirectTo != null) {
      exchange.getResponseHeaders().set("Location", redirectTo);
      answer(exchange, 307, "{}");
      return;
    }
    String nonce = null;
    if ("authorization_code".equals(form.get("grant_type"))) {
      Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
      if (asked == null
          || !asked.get("redirect_uri").equals(form.get("redirect_uri"))
          || !"S256".equals(asked.get("code_challenge_method"))
          || !challenge(form.getOrDefault("code_verifier", ""))
              .equals(asked.get("code_challenge"))) {
        answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
        return;
      }
      nonce = asked.get("nonce");
    } else if (!knowsPerson || !"refresh".equals(form.get("refresh_token"))) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    answer(
        exchange,
        200,
        JSONObjectUtils.toJSONString(
            Map.of(
                "access_token",
                "access",
                "token_type",
                "Bearer",
                "refresh_token",
                "refresh",
                "id_token",
                token.apply(sign(rightClaims(nonce).build())))));
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answers ? status : 503, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Map<String, String> form(String query) {
    Map<String, String> form = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      form.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return form;
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
