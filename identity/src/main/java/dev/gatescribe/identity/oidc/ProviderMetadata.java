package dev.gatescribe.identity.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.gatescribe.identity.IssuerSettings;
import dev.gatescribe.identity.SignInException;
import dev.gatescribe.identity.SignInRefusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0), as far as we need it.
 *
 * @param endSession where a browser signs out there, too
 * @param secretInBody the client's secret belongs into the form, because the header is not taken
 * @param namesItself its answers to the browser bear its name (RFC 9207)
 */
record ProviderMetadata(
    URI authorization,
    URI token,
    URI keys,
    Optional<URI> endSession,
    boolean secretInBody,
    boolean namesItself) {

  static ProviderMetadata fetch(BoundedHttp http, IssuerSettings settings)
      throws IOException, SignInException {
    OIDCProviderMetadata said = said(http, settings.issuer());
    List<ClientAuthenticationMethod> methods = said.getTokenEndpointAuthMethods();
    return new ProviderMetadata(
        safe(said.getAuthorizationEndpointURI(), "authorization_endpoint"),
        safe(said.getTokenEndpointURI(), "token_endpoint"),
        safe(said.getJWKSetURI(), "jwks_uri"),
        said.getEndSessionEndpointURI() == null
            ? Optional.empty()
            : Optional.of(safe(said.getEndSessionEndpointURI(), "end_session_endpoint")),
        methods != null
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST),
        said.supportsAuthorizationResponseIssuerParam());
  }

  /** Where the keys of an issuer are of which nothing else is needed. */
  static URI keysOf(BoundedHttp http, URI issuer) throws IOException, SignInException {
    return safe(said(http, issuer).getJWKSetURI(), "jwks_uri");
  }

  private static OIDCProviderMetadata said(BoundedHttp http, URI identifier)
      throws IOException, SignInException {
    String issuer = identifier.toString();
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String text = http.get(URI.create(base + "/.well-known/openid-configuration"));
    OIDCProviderMetadata said;
    try {
      said = OIDCProviderMetadata.parse(text);
    } catch (ParseException e) {
      throw new IOException("the issuer's discovery document cannot be read: " + e.getMessage(), e);
    }
    if (!issuer.equals(said.getIssuer().getValue())) {
      throw new SignInException(
          SignInRefusal.ISSUER_MISMATCH,
          "the discovery document is that of "
              + said.getIssuer().getValue()
              + "; the configuration says "
              + issuer);
    }
    return said;
  }

  private static URI safe(@Nullable URI endpoint, String name) throws IOException {
    if (endpoint == null) {
      throw new IOException("the issuer's discovery document has no " + name);
    }
    if (!isEncryptedOrLoopback(endpoint)) {
      throw new IOException("the issuer's " + name + " is not https: " + endpoint);
    }
    return endpoint;
  }

  /** Loopback is this machine; there is nobody in between. */
  static boolean isEncryptedOrLoopback(URI address) {
    String host = address.getHost();
    if (host == null || address.getUserInfo() != null) {
      return false;
    }
    if ("https".equals(address.getScheme())) {
      return true;
    }
    if (!"http".equals(address.getScheme())) {
      return false;
    }
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
