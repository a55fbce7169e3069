package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Target;
import dev.gatescribe.session.TargetTrust;
import dev.gatescribe.session.UpstreamCredential;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How a target is recognised, and how the gateway is recognised by it. Without TLS nothing is sent,
 * because every request carries what opens the target.
 *
 * @param authorization what stands in the header Authorization, if the credential is a token
 */
record UpstreamTls(SslContext context, Optional<String> authorization) {

  static UpstreamTls of(Target target, UpstreamCredential credential) throws UpstreamException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(Transport.tlsProvider())
            .protocols("TLSv1.3", "TLSv1.2")
            // The certificate has to be for the target's name or address (RFC 9525).
            .endpointIdentificationAlgorithm("HTTPS")
            .applicationProtocolConfig(ApplicationProtocolConfig.DISABLED);
    trust(builder, target);
    Optional<String> authorization = present(builder, target, credential);
    try {
      return new UpstreamTls(builder.build(), authorization);
    } catch (SSLException problem) {
      throw new UpstreamException(
          EndReason.TARGET_CERTIFICATE_REJECTED,
          "TLS with target " + target.name() + " cannot be prepared",
          problem);
    }
  }

  private static void trust(SslContextBuilder builder, Target target) throws UpstreamException {
    switch (target.trust()) {
      case TargetTrust.TrustedAuthorities(var authorities) ->
          builder.trustManager(authorities.toArray(X509Certificate[]::new));
      case TargetTrust.Unprotected _ ->
          throw new UpstreamException(
              EndReason.TARGET_CERTIFICATE_REJECTED,
              "target "
                  + target.name()
                  + " is configured without TLS, and without it no secret leaves");
      case TargetTrust.PinnedHostKeys _ ->
          throw new UpstreamException(
              EndReason.TARGET_CERTIFICATE_REJECTED,
              "target " + target.name() + " is configured with the host keys of SSH");
    }
  }

  private static Optional<String> present(
      SslContextBuilder builder, Target target, UpstreamCredential credential)
      throws UpstreamException {
    return switch (credential) {
      case UpstreamCredential.BearerToken(String text) -> Optional.of("Bearer " + text.strip());
      case UpstreamCredential.ClientCertificate(String chain, String privateKey) -> {
        try {
          builder.keyManager(
              new ByteArrayInputStream(chain.getBytes(StandardCharsets.UTF_8)),
              new ByteArrayInputStream(privateKey.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException unreadable) {
          // Without its cause, which might show something of the key.
          throw new UpstreamException(
              EndReason.TARGET_AUTHENTICATION_FAILED,
              "the client certificate for target " + target.name() + " cannot be read");
        }
        yield Optional.empty();
      }
      case UpstreamCredential.PrivateKey _, UpstreamCredential.Password _ ->
          throw new UpstreamException(
              EndReason.TARGET_AUTHENTICATION_FAILED,
              "the credential of target " + target.name() + " is of no kind that clusters know");
    };
  }
}
