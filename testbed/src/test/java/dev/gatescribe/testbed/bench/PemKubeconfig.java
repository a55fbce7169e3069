package dev.gatescribe.testbed.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a kubeconfig of the testbed's cluster holds: one cluster, one user with a certificate. */
record PemKubeconfig(URI server, String authority, String certificate, String privateKey) {

  static PemKubeconfig read(Path file) throws IOException {
    String text = Files.readString(file);
    return new PemKubeconfig(
        URI.create(value(text, "server")),
        pem(text, "certificate-authority-data"),
        pem(text, "client-certificate-data"),
        pem(text, "client-key-data"));
  }

  private static String pem(String text, String key) {
    return new String(Base64.getDecoder().decode(value(text, key)), StandardCharsets.US_ASCII);
  }

  static String value(String text, String key) {
    Matcher matcher =
        Pattern.compile("(?m)^[ -]*" + Pattern.quote(key) + ": *\"?([^\"\\s]+)").matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("the kubeconfig has no " + key);
    }
    return matcher.group(1);
  }
}
