package dev.gatescribe.identity.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.Person;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Signs people in with one issuer, by the authorization code flow with PKCE. */
public final class RelyingParty {
  /** An older logout is refused for its age; clocks may differ. */
  public static final Duration LOGOUT_REMEMBERED =
      TokenVerifier.LOGOUT_MAX_AGE.plus(TokenVerifier.CLOCK_SKEW.multipliedBy(2));

  private final IssuerSettings settings;
  private final URI redirect;
  private final InstantSource clock;
  private final BoundedHttp http = new BoundedHttp();
  private final RemoteDocument<ProviderMetadata> metadata;
  private final SigningKeys keys;
  private final TokenVerifier verifier;
  private final ClaimReading reading;

  /**
   * @param redirect where the issuer sends the browser back to; its own for each issuer, so that
   *     one cannot answer for another
   */
  public RelyingParty(IssuerSettings settings, URI redirect, InstantSource clock) {
    this.settings = settings;
    this.redirect = redirect;
    this.clock = clock;
    this.metadata = new RemoteDocument<>(() -> ProviderMetadata.fetch(http, settings), clock);
    this.keys = new SigningKeys(http, () -> metadata.current().keys(), clock);
    this.verifier = new TokenVerifier(clock);
    this.reading = new ClaimReading(settings.claims());
  }

  public IssuerSettings settings() {
    return settings;
  }

  /**
   * A sign-in that has begun.
   *
   * @param address where the browser goes
   */
  public record Departure(BegunSignIn begun, URI address) {}

  /**
   * What the issuer told the browser to bring back.
   *
   * @param issuer the parameter {@code iss} (RFC 9207)
   */
  public record Answer(
      @Nullable String state,
      @Nullable String code,
      @Nullable String error,
      @Nullable String issuer) {
    /** Shows no code. */
    @Override
    public String toString() {
      return "Answer[error=" + error + "]";
    }
  }

  /**
   * Somebody is signed in, as of now.
   *
   * @param identityToken to be shown to the issuer when they sign out; a secret
   * @param refreshToken to ask again; a secret, empty if the issuer gave none
   */
  public record Tokens(Person person, String identityToken, Optional<String> refreshToken) {
    @Override
    public String toString() {
      return "Tokens[" + person.name() + ", redacted]";
    }
  }

  /**
   * A logout that the issuer tells.
   *
   * @param session which of the person's sessions; empty for all
   * @param id to know it again
   */
  public record Logout(Optional<String> subject, Optional<String> session, String id) {}

  /** Begins a sign-in. */
  public Departure begin(String next) throws SignInException {
    BegunSignIn begun = BegunSignIn.at(clock.instant(), settings.name(), next);
    URI address =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                new Scope(settings.scopes().toArray(String[]::new)),
                new ClientID(settings.clientId()),
                redirect)
            .endpointURI(metadata.current().authorization())
            .state(new State(begun.state()))
            .nonce(new Nonce(begun.nonce()))
            .codeChallenge(new CodeVerifier(begun.verifier()), CodeChallengeMethod.S256)
            .build()
            .toURI();
    return new Departure(begun, address);
  }

  /** Checks that an answer is that to a sign-in, which the same browser began. */
  public void requireAnswer(BegunSignIn begun, Answer answer) throws SignInException {
    if (!clock.instant().isBefore(begun.until())) {
      throw new SignInException(SignInRefusal.SIGN_IN_EXPIRED, "it took too long");
    }
    if (!begun.issuer().equals(settings.name())
        || answer.state() == null
        || !isSame(answer.state(), begun.state())) {
      throw new SignInException(
          SignInRefusal.STATE_MISMATCH, "the answer is not to what this browser asked");
    }
    String issuer = answer.issuer();
    if (issuer == null
        ? metadata.current().namesItself()
        : !issuer.equals(settings.issuer().toString())) {
      throw new SignInException(
          SignInRefusal.ANSWER_FROM_ANOTHER_ISSUER, "the answer does not name this issuer");
    }
  }

  /** Redeems the code of an answer that was {@linkplain #requireAnswer checked}. */
  public Tokens redeem(BegunSignIn begun, Answer answer) throws SignInException {
    if (answer.error() != null || answer.code() == null) {
      throw new SignInException(
          SignInRefusal.ISSUER_REFUSED, "the issuer answers " + word(answer.error()));
    }
    AccessTokenResponse response =
        request(
            new AuthorizationCodeGrant(
                new AuthorizationCode(answer.code()),
                redirect,
                new CodeVerifier(begun.verifier())));
    String token = identityToken(response);
    JWTClaimsSet claims = verify(TokenVerifier.Kind.IDENTITY, token);
    if (!(claims.getClaim("nonce") instanceof String nonce) || !isSame(nonce, begun.nonce())) {
      throw new SignInException(
          SignInRefusal.NONCE_MISMATCH, "the token is of another sign-in than this one");
    }
    return new Tokens(reading.person(claims), token, refreshToken(response));
  }

  /**
   * Asks the issuer again about somebody.
   *
   * @throws SignInException {@link SignInRefusal#CODE_REFUSED} if the issuer knows them no more
   */
  public Tokens refresh(String refreshToken, String subject) throws SignInException {
    AccessTokenResponse response = request(new RefreshTokenGrant(new RefreshToken(refreshToken)));
    String token = identityToken(response);
    JWTClaimsSet claims = verify(TokenVerifier.Kind.IDENTITY, token);
    if (!subject.equals(claims.getSubject())) {
      throw new SignInException(SignInRefusal.SUBJECT_MISMATCH, "the token is somebody else's");
    }
    return new Tokens(
        reading.person(claims), token, refreshToken(response).or(() -> Optional.of(refreshToken)));
  }

  /** Reads what an issuer tells by itself (OpenID Connect Back-Channel Logout 1.0). */
  public Logout logout(String token) throws SignInException {
    JWTClaimsSet claims = verify(TokenVerifier.Kind.LOGOUT, token);
    Optional<String> subject = Optional.ofNullable(claims.getSubject());
    Optional<String> session =
        claims.getClaim("sid") instanceof String sid ? Optional.of(sid) : Optional.empty();
    if ((subject.isEmpty() && session.isEmpty()) || claims.getJWTID() == null) {
      throw new SignInException(
          SignInRefusal.CLAIM_UNUSABLE, "the logout says neither whose nor which, or has no jti");
    }
    return new Logout(subject, session, claims.getJWTID());
  }

  /**
   * Where the browser signs out of the issuer, too; empty if the issuer has no such place.
   *
   * @param back where it may return to
   */
  public Optional<URI> endSession(String identityToken, URI back) {
    try {
      Optional<URI> endpoint = metadata.current().endSession();
      return endpoint.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new LogoutRequest(
                      endpoint.get(),
                      JWTParser.parse(identityToken),
                      null,
                      new ClientID(settings.clientId()),
                      back,
                      null,
                      null)
                  .toURI());
    } catch (SignInException | java.text.ParseException awayOrNoToken) {
      // They are signed out here all the same; that does not wait for the issuer.
      return Optional.empty();
    }
  }

  private JWTClaimsSet verify(TokenVerifier.Kind kind, String token) throws SignInException {
    return verifier.verify(
        kind, token, settings.issuer().toString(), Set.of(settings.clientId()), keys);
  }

  private AccessTokenResponse request(AuthorizationGrant grant) throws SignInException {
    TokenResponse response;
    try {
      response = TokenResponse.parse(tokenRequest(grant).toHTTPRequest().send(http));
    } catch (IOException e) {
      throw new SignInException(
          SignInRefusal.ISSUER_UNAVAILABLE, "the issuer does not answer: " + e.getMessage(), e);
    } catch (ParseException e) {
      throw new SignInException(
          SignInRefusal.ISSUER_UNAVAILABLE, "the issuer's answer with tokens cannot be read");
    }
    if (!response.indicatesSuccess()) {
      String code = error(response.toErrorResponse());
      if (OAuth2Error.INVALID_GRANT.getCode().equals(code)) {
        throw new SignInException(SignInRefusal.CODE_REFUSED, "the issuer answers invalid_grant");
      }
      boolean ours =
          List.of(
                  OAuth2Error.INVALID_CLIENT.getCode(),
                  OAuth2Error.UNAUTHORIZED_CLIENT.getCode(),
                  OAuth2Error.INVALID_REQUEST.getCode(),
                  OAuth2Error.INVALID_SCOPE.getCode())
              .contains(code);
      throw new SignInException(
          ours ? SignInRefusal.CLIENT_REFUSED : SignInRefusal.ISSUER_UNAVAILABLE,
          "the issuer answers " + word(code));
    }
    return response.toSuccessResponse();
  }

  /** Whoever answers with anything but tokens or an error of OAuth has said nothing. */
  private static String error(TokenErrorResponse response) {
    @Nullable String code = response.getErrorObject().getCode();
    return code == null ? "" : code;
  }

  private TokenRequest tokenRequest(AuthorizationGrant grant) throws SignInException, IOException {
    ProviderMetadata said = metadata.current();
    ClientID client = new ClientID(settings.clientId());
    Optional<Path> file = settings.clientSecretFile();
    if (file.isEmpty()) {
      return new TokenRequest.Builder(said.token(), client, grant).build();
    }
    Secret secret = new Secret(Files.readString(file.get()).strip());
    ClientAuthentication authentication =
        said.secretInBody()
            ? new ClientSecretPost(client, secret)
            : new ClientSecretBasic(client, secret);
    return new TokenRequest.Builder(said.token(), authentication, grant).build();
  }

  private static String identityToken(AccessTokenResponse response) throws SignInException {
    if (response.getCustomParameters().get("id_token") instanceof String token) {
      return token;
    }
    throw new SignInException(
        SignInRefusal.CLAIM_UNUSABLE, "the issuer gave no identity token; scope openid is needed");
  }

  private static Optional<String> refreshToken(AccessTokenResponse response) {
    return Optional.ofNullable(response.getTokens().getRefreshToken()).map(RefreshToken::getValue);
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /** An error of OAuth is a word; what is none is not repeated. */
  private static String word(@Nullable String error) {
    return error != null && error.matches("[a-z_]{1,64}") ? error : "with an error";
  }
}
