package dev.gatescribe.gateway.k8s.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Replaces what is secret in a document: the values of Secrets, wherever in it they stand, and what
 * repeats them.
 *
 * @param ofSecrets whether the request is about Secrets, so that parts of one need not say what
 *     they are
 * @param ofTokenReviews whether the request asks whose token this is
 */
record SecretValues(boolean ofSecrets, boolean ofTokenReviews) {

  static final String WITHHELD = "withheld(secret)";

  /** Where kubectl keeps a copy of what was applied before. */
  static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static final Set<String> VALUES = Set.of("data", "stringdata");

  /** Says whether anything was replaced. */
  boolean replaceIn(JsonNode document) {
    boolean replaced = false;
    if (ofSecrets && document instanceof ArrayNode patch) {
      replaced = replaceInPatch(patch);
    } else if (ofSecrets && document instanceof ObjectNode root) {
      replaced = replaceValues(root);
    }
    if (ofTokenReviews && document.path("spec") instanceof ObjectNode spec && spec.has("token")) {
      spec.put("token", WITHHELD);
      replaced = true;
    }
    return walk(document, ofSecrets) || replaced;
  }

  /** A JSON patch (RFC 6902) of a Secret: any value may be one, or hold one. */
  private static boolean replaceInPatch(ArrayNode patch) {
    boolean replaced = false;
    for (JsonNode operation : patch) {
      if (operation instanceof ObjectNode fields && fields.has("value")) {
        fields.put("value", WITHHELD);
        replaced = true;
      }
    }
    return replaced;
  }

  private static boolean walk(JsonNode node, boolean inSecret) {
    boolean replaced = false;
    boolean below = inSecret;
    if (node instanceof ObjectNode fields) {
      String kind = fields.path("kind").asText("");
      if (kind.equalsIgnoreCase("Secret")) {
        below = true;
        replaced = replaceValues(fields);
      } else if (kind.equalsIgnoreCase("SecretList")) {
        // Its items need not say again what they are.
        below = true;
        for (JsonNode item : fields.path("items")) {
          replaced |= item instanceof ObjectNode listed && replaceValues(listed);
        }
      }
      replaced |= replaceLastApplied(fields, below);
    }
    for (JsonNode child : node) {
      replaced |= walk(child, below);
    }
    return replaced;
  }

  private static boolean replaceValues(ObjectNode secret) {
    boolean replaced = false;
    for (String name : names(secret)) {
      if (!VALUES.contains(name.toLowerCase(Locale.ROOT))) {
        continue;
      }
      JsonNode values = secret.path(name);
      if (values instanceof ObjectNode entries) {
        for (String key : names(entries)) {
          // A null in a patch removes the key, and holds nothing.
          if (!entries.path(key).isNull()) {
            entries.put(key, WITHHELD);
            replaced = true;
          }
        }
      } else if (!values.isNull()) {
        secret.put(name, WITHHELD);
        replaced = true;
      }
    }
    return replaced;
  }

  private static boolean replaceLastApplied(ObjectNode fields, boolean inSecret) {
    JsonNode copy = fields.path(LAST_APPLIED);
    if (copy.isMissingNode() || copy.isNull()) {
      return false;
    }
    if (copy instanceof TextNode text) {
      try {
        JsonNode applied =
            Documents.readJson(text.textValue().strip().getBytes(StandardCharsets.UTF_8));
        boolean replaced = new SecretValues(inSecret, false).replaceIn(applied);
        if (replaced) {
          fields.put(LAST_APPLIED, applied.toString());
        }
        return replaced;
      } catch (IOException unreadable) {
        // What cannot be read is taken for a secret.
        fields.put(LAST_APPLIED, WITHHELD);
        return true;
      }
    }
    fields.put(LAST_APPLIED, WITHHELD);
    return true;
  }

  /** A copy, because entries are replaced while they are gone through. */
  private static List<String> names(ObjectNode fields) {
    return fields.propertyStream().map(Map.Entry::getKey).toList();
  }
}
