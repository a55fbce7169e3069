package dev.gatescribe.credentials.authority;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues TLS server certificates (RFC 5280). Its certificate is what clients are told to trust; its
 * key signs nothing but certificates of this gateway.
 */
public final class TlsAuthority {
  /** Every TLS client of the last ten years knows it, and its keys cost little. */
  private static final String CURVE = "secp256r1";

  private static final String SIGNATURE = "SHA256withECDSA";

  /** An authority that lives in a client's configuration must outlive the gateway's machine. */
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3_650);

  /** A clock that is a little behind must not make a new certificate one of the future. */
  private static final Duration BACKDATED = Duration.ofMinutes(10);

  /** 127 random bits, positive, as the CA/Browser Forum asks for at least 64. */
  private static final int SERIAL_BITS = 127;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate certificate;
  private final PrivateKey privateKey;

  private TlsAuthority(X509Certificate certificate, PrivateKey privateKey) {
    this.certificate = certificate;
    this.privateKey = privateKey;
  }

  /** A new authority. */
  public static TlsAuthority create(String commonName, Instant now) {
    try {
      KeyPair keys = newKeys();
      X500Name name = name(commonName);
      X509v3CertificateBuilder builder = builder(name, name, keys, now, AUTHORITY_LIFETIME);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(keys.getPublic()));
      return new TlsAuthority(sign(builder, keys.getPrivate()), keys.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("every JDK can make an EC certificate", e);
    }
  }

  /**
   * An authority that was kept.
   *
   * @param certificatePem {@link #certificatePem}
   * @param privateKeyPem {@link #privateKeyPem}
   * @throws GeneralSecurityException if the texts are something else, or do not belong together
   */
  public static TlsAuthority parse(String certificatePem, String privateKeyPem)
      throws GeneralSecurityException {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(certificatePem.getBytes(StandardCharsets.US_ASCII)));
    PrivateKey privateKey = PrivateKeyPem.parse(privateKeyPem);
    TlsAuthority authority = new TlsAuthority(certificate, privateKey);
    authority.requireOneKey();
    return authority;
  }

  private void requireOneKey() throws GeneralSecurityException {
    byte[] probe = new byte[32];
    RANDOM.nextBytes(probe);
    Signature signature = Signature.getInstance(SIGNATURE);
    signature.initSign(privateKey);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(probe);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the authority's key and certificate are of two keys");
    }
  }

  /**
   * A server certificate with a key of its own.
   *
   * @param names DNS names and IP addresses; the first is the common name too
   */
  public TlsIdentity issue(List<String> names, Instant now, Duration lifetime) {
    try {
      KeyPair keys = newKeys();
      X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
      X509v3CertificateBuilder builder =
          builder(issuer, name(names.getFirst()), keys, now, lifetime);
      GeneralName[] alternatives =
          names.stream().map(TlsAuthority::alternative).toArray(GeneralName[]::new);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(certificate))
          .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
      return new TlsIdentity(List.of(sign(builder, privateKey), certificate), keys.getPrivate());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("every JDK can make an EC certificate", e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** What clients are given to trust. */
  public String certificatePem() {
    return pem("CERTIFICATE", TlsIdentity.encoded(certificate));
  }

  /** The secret, PKCS #8. */
  public String privateKeyPem() {
    return pem("PRIVATE KEY", privateKey.getEncoded());
  }

  static String pem(String label, byte[] encoded) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  private static GeneralName alternative(String name) {
    boolean isAddress = name.indexOf(':') >= 0 || name.matches("[0-9]+(\\.[0-9]+){3}");
    return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(CURVE));
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant now, Duration lifetime) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1),
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(lifetime)),
        subject,
        keys.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signer)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer)));
  }
}
