package dev.gatescribe.gateway.k8s.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.WithheldReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says what of the body of a change is recorded.
 *
 * @param contentType as the client sent it; API servers take nothing for JSON
 * @param contentEncoding as the client sent it
 * @param resource what the request is about
 */
public record BodyRedaction(
    String contentType, String contentEncoding, RequestedResource resource) {

  /** Recordings take a megabyte in one event; smaller pieces are nicer to page through. */
  static final int PIECE_MAX_BYTES = 256 * 1_024;

  private static final String SECRETS = "secrets";
  private static final String TOKEN_REVIEWS = "tokenreviews";

  /** The body in pieces, or that it was withheld. Takes time in proportion to its length. */
  public List<Content> recorded(byte[] body) {
    if (body.length == 0) {
      return List.of();
    }
    try {
      return switch (notation()) {
        case JSON -> {
          JsonNode document = Documents.readJson(body);
          yield pieces(redacted(document) ? utf8(document.toString()) : body);
        }
        case YAML -> {
          JsonNode document = Documents.readYaml(body);
          yield pieces(redacted(document) ? utf8(Documents.writeYaml(document)) : body);
        }
        case PROTOBUF ->
            holdsNoSecret(ProtobufEnvelope.read(body)) ? pieces(body) : withheld(body.length);
        case OTHER -> withheld(body.length);
      };
    } catch (IOException unreadable) {
      // Its message may quote the document, so it goes nowhere.
      return withheld(body.length);
    }
  }

  private enum Notation {
    JSON,
    YAML,
    PROTOBUF,
    OTHER
  }

  private Notation notation() {
    String encoding = contentEncoding.strip().toLowerCase(Locale.ROOT);
    if (!encoding.isEmpty() && !encoding.equals("identity")) {
      return Notation.OTHER;
    }
    int parameters = contentType.indexOf(';');
    String type =
        (parameters < 0 ? contentType : contentType.substring(0, parameters))
            .strip()
            .toLowerCase(Locale.ROOT);
    if (type.isEmpty() || type.equals("application/json") || type.endsWith("+json")) {
      return Notation.JSON;
    }
    if (type.equals("application/yaml") || type.endsWith("+yaml")) {
      return Notation.YAML;
    }
    return type.equals("application/vnd.kubernetes.protobuf") ? Notation.PROTOBUF : Notation.OTHER;
  }

  /**
   * In protobuf nothing can be replaced, so what may hold a secret is withheld as a whole: lists
   * too, for they may hold anything.
   */
  private boolean holdsNoSecret(ProtobufEnvelope object) {
    return !resource.resource().equals(SECRETS)
        && !resource.resource().equals(TOKEN_REVIEWS)
        && !object.kind().endsWith("List")
        && !object.kind().equals("Secret")
        && !object.kind().equals("TokenReview");
  }

  private boolean redacted(JsonNode document) {
    return new SecretValues(
            resource.resource().equals(SECRETS), resource.resource().equals(TOKEN_REVIEWS))
        .replaceIn(document);
  }

  private List<Content> withheld(long length) {
    boolean secret = resource.resource().equals(SECRETS);
    return List.of(
        new Content.Withheld(secret ? WithheldReason.SECRET : WithheldReason.UNREADABLE, length));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Content> pieces(byte[] bytes) {
    List<Content> pieces = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += PIECE_MAX_BYTES) {
      pieces.add(Content.of(bytes, start, Math.min(PIECE_MAX_BYTES, bytes.length - start)));
    }
    return pieces;
  }
}
