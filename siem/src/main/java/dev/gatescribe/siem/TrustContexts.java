package dev.gatescribe.siem;

import dev.gatescribe.siem.StreamSettings.Trust;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes of certificates what TLS connections want. */
final class TrustContexts {
  private TrustContexts() {}

  /** Empty where nothing is encrypted. */
  static Optional<SSLContext> of(Trust trust) {
    return switch (trust) {
      case Trust.Unprotected() -> Optional.empty();
      case Trust.Platform() -> Optional.of(context(List.of()));
      case Trust.Authorities(var certificates) -> Optional.of(context(certificates));
    };
  }

  /** Of the platform's authorities if none is named. */
  private static SSLContext context(List<X509Certificate> authorities) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      if (authorities.isEmpty()) {
        context.init(null, null, null);
        return context;
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the platform has TLS and its trust stores", e);
    }
  }
}
