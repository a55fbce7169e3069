package dev.gatescribe.server.demo;

import dev.gatescribe.server.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What the current context of a kubeconfig says: where the API server is, whom to trust, what to
 * show. Plugins and passwords are not taken, because the gateway must be able to use it alone.
 *
 * @param server of the cluster
 * @param authorities certificates in PEM
 * @param token of the user; empty if it has a certificate
 * @param certificate of the user, in PEM; empty if it has a token
 * @param privateKey of the certificate, in PEM
 */
record Kubeconfig(
    URI server, String authorities, String token, String certificate, String privateKey) {

  private static final int BYTES_MAX = 1024 * 1024;

  /**
   * Reads a file.
   *
   * @throws StartException if it says no such thing; the message tells no secret
   */
  static Kubeconfig read(Path file) throws StartException {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new StartException(file + " is too large for a kubeconfig");
      }
      Object root =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
      return new Reader(file, mapping(root)).read();
    } catch (IOException e) {
      throw new StartException("the kubeconfig " + file + " cannot be read", e);
    } catch (YamlEngineException e) {
      throw new StartException("the kubeconfig " + file + " is not YAML", e);
    }
  }

  /** Shows nothing of the credentials. */
  @Override
  public String toString() {
    return "Kubeconfig[" + server + "]";
  }

  private static Map<?, ?> mapping(@Nullable Object node) {
    return node instanceof Map<?, ?> map ? map : Map.of();
  }

  private static final class Reader {
    private final Path file;
    private final Map<?, ?> root;

    Reader(Path file, Map<?, ?> root) {
      this.file = file;
      this.root = root;
    }

    Kubeconfig read() throws StartException, IOException {
      String current = text(root, "current-context");
      Map<?, ?> context = named("contexts", current, "context");
      Map<?, ?> cluster = named("clusters", text(context, "cluster"), "cluster");
      Map<?, ?> user = named("users", text(context, "user"), "user");
      URI server = URI.create(text(cluster, "server"));
      if (!"https".equals(server.getScheme()) || server.getHost() == null) {
        throw wrong("its server is no https address");
      }
      String token = optional(user, "token");
      String certificate = content(user, "client-certificate").orElse("");
      String privateKey = content(user, "client-key").orElse("");
      if (token.isEmpty() && (certificate.isEmpty() || privateKey.isEmpty())) {
        throw wrong(
            "its user has neither a token nor a client certificate; plugins and passwords are not"
                + " taken");
      }
      String authorities =
          content(cluster, "certificate-authority")
              .orElseThrow(() -> wrong("its cluster has no certificate-authority"));
      return new Kubeconfig(server, authorities, token, certificate, privateKey);
    }

    private Map<?, ?> named(String list, String name, String what) throws StartException {
      if (root.get(list) instanceof List<?> entries) {
        for (Object entry : entries) {
          if (name.equals(mapping(entry).get("name"))) {
            return mapping(mapping(entry).get(what));
          }
        }
      }
      throw wrong("it has no " + what + " named " + name);
    }

    private String text(Map<?, ?> node, String key) throws StartException {
      String text = optional(node, key);
      if (text.isEmpty()) {
        throw wrong("it has no " + key);
      }
      return text;
    }

    private static String optional(Map<?, ?> node, String key) {
      return node.get(key) instanceof String text ? text : "";
    }

    /** A value that stands in the file, or in another one. */
    private Optional<String> content(Map<?, ?> node, String key)
        throws StartException, IOException {
      String data = optional(node, key + "-data");
      if (!data.isEmpty()) {
        try {
          return Optional.of(
              new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
          throw wrong("its " + key + "-data is not base64");
        }
      }
      String path = optional(node, key);
      return path.isEmpty()
          ? Optional.empty()
          : Optional.of(Files.readString(file.toAbsolutePath().resolveSibling(path)));
    }

    private StartException wrong(String what) {
      return new StartException("the kubeconfig " + file + " cannot be used: " + what);
    }
  }
}
