package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.redaction.BodyRedaction;
import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.event.Content;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a change: read to its end before anything of it is forwarded, so that what is secret
 * in it can be told from what is not. Lives on one event loop; the document is read elsewhere.
 */
final class HeldBody {
  private static final Logger LOG = LoggerFactory.getLogger(HeldBody.class);

  /** What an API server itself takes of a body (Kubernetes, MaxRequestBodyBytes). */
  static final int MAX_BYTES = 3 * 1_024 * 1_024;

  /** Pieces that are kept apart; beyond, they are copied together. */
  private static final int PIECES_MAX = 256;

  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final GatewayParts parts;
  private final EventLoop loop;
  private final HttpRequest request;
  private final RequestInfo info;
  private final Consumer<HeldBody> whole;
  private final Consumer<Refusal> refuse;
  private final CompositeByteBuf bytes = Unpooled.compositeBuffer(PIECES_MAX);
  private Runnable more = () -> {};
  private List<Content> recorded = List.of();
  private @Nullable Future<?> timer;
  private long taken;
  private boolean givenUp;
  private boolean discarded;

  HeldBody(
      GatewayParts parts,
      EventLoop loop,
      HttpRequest request,
      RequestInfo info,
      Consumer<HeldBody> whole,
      Consumer<Refusal> refuse) {
    this.parts = parts;
    this.loop = loop;
    this.request = request;
    this.info = info;
    this.whole = whole;
    this.refuse = refuse;
  }

  /** Whether the body of this request is held; what is proxied to something else just passes. */
  static boolean isHeld(HttpRequest request, RequestInfo info) {
    return CHANGING.contains(request.method().name()) && !info.isProxied();
  }

  /**
   * Begins.
   *
   * @param readMore asks for the next piece
   */
  void start(Runnable readMore) {
    more = readMore;
    if (HttpUtil.getContentLength(request, 0L) > MAX_BYTES) {
      refuseTooLarge();
      return;
    }
    Duration patience = parts.times().body();
    timer = loop.schedule(() -> onTooSlow(patience), patience.toMillis(), TimeUnit.MILLISECONDS);
    more.run();
  }

  void add(HttpContent content) {
    int length = content.content().readableBytes();
    if (content.decoderResult().isFailure()) {
      content.release();
      giveUp(
          new Refusal(
              400,
              DenialReason.MALFORMED_DESTINATION,
              "a malformed body",
              "the body is not well-formed HTTP"));
    } else if (bytes.readableBytes() + length > MAX_BYTES) {
      content.release();
      refuseTooLarge();
    } else if (!parts.heldBytes().take(length)) {
      content.release();
      giveUp(
          Refusal.of(
              DenialReason.LIMIT_REACHED,
              "a large body",
              "the gateway holds too many large requests"));
    } else {
      taken += length;
      bytes.addComponent(true, content.content());
      if (content instanceof LastHttpContent) {
        stopTimer();
        redact();
      } else {
        more.run();
      }
    }
  }

  /** What of the body is recorded. */
  List<Content> recorded() {
    return recorded;
  }

  /** The body, to be sent; whoever takes it releases it. */
  ByteBuf take() {
    return bytes.retain();
  }

  /** Gives the memory back. */
  void discard() {
    if (!discarded) {
      discarded = true;
      stopTimer();
      parts.heldBytes().giveBack(taken);
      bytes.release();
    }
  }

  private void redact() {
    byte[] copy = ByteBufUtil.getBytes(bytes);
    BodyRedaction redaction =
        new BodyRedaction(
            request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
            request.headers().get(HttpHeaderNames.CONTENT_ENCODING, ""),
            info.resource());
    Thread.ofVirtual()
        .name("k8s-redaction")
        .start(() -> {
          List<Content> contents = redaction.recorded(copy);
          try {
            loop.execute(() -> onRedacted(contents));
          } catch (RejectedExecutionException stopped) {
            LOG.debug("a body is given up, the door is closed");
          }
        });
  }

  private void onRedacted(List<Content> contents) {
    if (!discarded) {
      recorded = contents;
      whole.accept(this);
    }
  }

  private void onTooSlow(Duration patience) {
    giveUp(
        new Refusal(
            504,
            DenialReason.LIMIT_REACHED,
            "a slow body",
            "the body of the request did not arrive within " + patience));
  }

  private void refuseTooLarge() {
    giveUp(
        new Refusal(
            413,
            DenialReason.LIMIT_REACHED,
            "a body that is too large",
            "the body of the request is larger than " + MAX_BYTES + " bytes"));
  }

  /** Once, whatever else goes wrong while that is being recorded. */
  private void giveUp(Refusal refusal) {
    if (!givenUp) {
      givenUp = true;
      stopTimer();
      refuse.accept(refusal);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
