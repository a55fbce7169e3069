package dev.gatescribe.player.web.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An error as {@code application/problem+json} (RFC 9457).
 *
 * @param code one word with dashes by which programs tell problems apart
 * @param detail one sentence for people: what is wrong and what to do
 */
public record Problem(int status, String code, String detail) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public String json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "about:blank");
    node.put("title", code.replace('-', ' '));
    node.put("status", status);
    node.put("code", code);
    node.put("detail", detail);
    return node.toString();
  }
}
