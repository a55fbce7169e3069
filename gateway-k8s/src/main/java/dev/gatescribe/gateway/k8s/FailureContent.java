package dev.gatescribe.gateway.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.WithheldReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The answer to a request that failed. A {@code Status} says why, which belongs in a recording; it
 * is small, so it is held until it can be told from something else.
 */
final class FailureContent {

  /** A Status is some hundred bytes; whatever is larger than this is none. */
  static final int MAX_BYTES = 64 * 1_024;

  private static final int FIRST_FAILURE = 400;
  private static final JsonMapper JSON = new JsonMapper();

  private final CompositeByteBuf bytes = Unpooled.compositeBuffer();
  private boolean whole;

  /** Whether an answer may hold a Status that is recorded in clear. */
  static boolean isReadable(HttpResponse head, RequestInfo info) {
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    // What an API server says of a Secret that it could not read may quote it.
    boolean mayQuoteSecret =
        info.resource().resource().equals("secrets") && !info.verb().equals("get");
    return head.status().code() >= FIRST_FAILURE
        && type.startsWith("application/json")
        && !head.headers().contains(HttpHeaderNames.CONTENT_ENCODING)
        && !info.isProxied()
        && !mayQuoteSecret;
  }

  /** Takes a piece in. */
  void add(ByteBuf piece, boolean last) {
    bytes.addComponent(true, piece);
    whole = last;
  }

  /** Whether more has to come before anything can be said. */
  boolean isHeld() {
    return !whole && bytes.readableBytes() <= MAX_BYTES;
  }

  /** Everything that was held; whoever asks releases it. */
  ByteBuf bytes() {
    return bytes;
  }

  /** What of it is recorded. */
  Optional<Content> recorded() {
    int length = bytes.readableBytes();
    if (length == 0) {
      return Optional.empty();
    }
    String text = length <= MAX_BYTES ? bytes.toString(StandardCharsets.UTF_8) : "";
    return Optional.of(
        isStatus(text) ? Content.of(text) : new Content.Withheld(WithheldReason.POLICY, length));
  }

  void discard() {
    bytes.release();
  }

  private static boolean isStatus(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node != null && node.path("kind").asText().equals("Status");
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }
}
