package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.ClientPhases.Arriving;
import dev.gatescribe.gateway.k8s.ClientPhases.Draining;
import dev.gatescribe.gateway.k8s.ClientPhases.Idle;
import dev.gatescribe.gateway.k8s.ClientPhases.Over;
import dev.gatescribe.session.DenialReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's end of requests: of those of an HTTP/1.1 connection, one after the other, or of the
 * one of an HTTP/2 stream. Reads only what somebody asked for.
 *
 * <pre>
 *   Idle ──head──→ Arriving ──session──→ an Exchange ──answered──→ Draining ──rest of body──→ Idle
 *                     └────no session──→ answered ─────────────────↗
 * </pre>
 */
final class ClientHandler extends ChannelInboundHandlerAdapter implements ClientSide {
  private static final Logger LOG = LoggerFactory.getLogger(ClientHandler.class);

  /** Messages that are kept although nobody asked yet: the gateway asks for one at most. */
  private static final int EARLY_MESSAGES_MAX = 4;

  private final GatewayParts parts;
  private final InetSocketAddress address;
  private final @Nullable HeadAwareEncoder http1;
  private final MessageGate gate = new MessageGate(this::onMessage, this::onGone);
  private final Deque<Object> early = new ArrayDeque<>();
  private RequestPhase phase = new Idle(this);
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> idleEnd;
  private boolean wanted;
  private boolean requestComplete = true;
  private boolean bodyless;
  private boolean keepAlive = true;
  private boolean expectsContinue;
  private boolean headRequest;
  private boolean outsideOfResources;
  private boolean raw;

  /**
   * @param http1 writes the answers of an HTTP/1.1 connection; null for a stream of HTTP/2
   */
  ClientHandler(GatewayParts parts, InetSocketAddress address, @Nullable HeadAwareEncoder http1) {
    this.parts = parts;
    this.address = address;
    this.http1 = http1;
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("the client has no channel yet");
    }
    return context;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    if (added.channel().isActive()) {
      awaitRequest();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    if (idleEnd == null) {
      awaitRequest();
    }
  }

  private void awaitRequest() {
    startIdle();
    want();
  }

  private void startIdle() {
    idleEnd =
        loop().schedule(this::abort, parts.times().clientIdle().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Gives the next message to whom it concerns, now or when it comes. */
  private void want() {
    Object next = early.poll();
    if (next != null) {
      dispatch(next);
    } else {
      wanted = true;
      gate.ask(context());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    gate.offer(message);
  }

  private void onMessage(Object message) {
    if (raw && message instanceof ByteBuf bytes) {
      phase.onClientBytes(bytes);
    } else if (wanted) {
      wanted = false;
      dispatch(message);
    } else if (!raw && early.size() < EARLY_MESSAGES_MAX) {
      early.add(message);
    } else {
      ReferenceCountUtil.release(message);
      abort();
    }
  }

  private void dispatch(Object message) {
    if (phase instanceof Idle && message instanceof HttpRequest request) {
      onRequest(request);
    } else if (!(phase instanceof Idle) && message instanceof HttpContent content) {
      deliver(content);
    } else {
      ReferenceCountUtil.release(message);
      abort();
    }
  }

  private void onRequest(HttpRequest request) {
    stopIdle();
    requestComplete = false;
    keepAlive = HttpUtil.isKeepAlive(request);
    expectsContinue = HttpUtil.is100ContinueExpected(request);
    headRequest = request.method().equals(HttpMethod.HEAD);
    if (http1 != null) {
      http1.nextAnswersHead(headRequest);
    }
    // HTTP/2 tells at once that there is no body.
    bodyless = request instanceof FullHttpRequest;
    if (bodyless) {
      ReferenceCountUtil.release(request);
      early.add(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    phase = new Arriving(this);
    Optional<StatusReply> malformed = Answers.malformed(request);
    if (malformed.isPresent()) {
      keepAlive = false;
      answer(malformed.get());
    } else {
      arrive(request);
    }
  }

  private void arrive(HttpRequest request) {
    if (!parts.arrivals().tryAcquire()) {
      answer(StatusReply.denied(DenialReason.LIMIT_REACHED, "too many requests at once"));
      return;
    }
    RequestDestination destination = RequestDestination.parse(request.uri());
    outsideOfResources = destination.isOutsideOfResources(request.method().name());
    Arrival arrival =
        new Arrival(parts, ClientHeaders.token(request.headers()), destination, address);
    WaitingWork.start(
        "k8s-arrival",
        loop(),
        () -> {
          try {
            return arrival.receive();
          } finally {
            parts.arrivals().release();
          }
        },
        outcome -> onArrived(request, destination, outcome));
  }

  private void onArrived(
      HttpRequest request, RequestDestination destination, SessionOpening.Outcome outcome) {
    if (!(phase instanceof Arriving)) {
      return;
    }
    switch (outcome) {
      case SessionOpening.Outcome.NotOpened(StatusReply reply) -> answer(reply);
      case SessionOpening.Outcome.Opened(ClusterSession session) -> {
        if (destination instanceof RequestDestination.Named named) {
          begin(request, named, session);
        }
      }
    }
  }

  private void begin(HttpRequest request, RequestDestination.Named named, ClusterSession session) {
    boolean hasBody = !bodyless && (isHttp2() || RequestRelay.announcesBody(request));
    Exchange exchange = new Exchange(parts, session, this, request, named.request(), hasBody);
    switch (session.begin(exchange)) {
      case BEGUN -> {
        phase = exchange;
        exchange.begin();
      }
      case TOO_MANY ->
          WaitingWork.start(
              "k8s-refusal-" + session.id(),
              loop(),
              () -> session.audited(Refusal.TOO_MANY_REQUESTS),
              refusal -> answer(refusal.reply()));
      // It ended between the two threads; there is a new one for whoever asks again.
      case SESSION_OVER -> arrive(request);
    }
  }

  private void deliver(HttpContent content) {
    if (!(content instanceof LastHttpContent)) {
      phase.onContent(content);
      return;
    }
    requestComplete = true;
    phase.onContent(content);
    if (!isHttp2() && !raw && !(phase instanceof Idle)) {
      // So that a client that leaves is noticed while it is being answered.
      gate.ask(context());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (isWritable()) {
      phase.onClientWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext inactive) {
    gate.onPeerLeft();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext triggered, Object event) {
    if (event instanceof Http2ResetFrame) {
      onGone();
      gate.giveUp();
    }
    triggered.fireUserEventTriggered(event);
  }

  private void onGone() {
    stopIdle();
    RequestPhase last = phase;
    phase = new Over(this);
    last.onClientGone();
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }

  private void stopIdle() {
    if (idleEnd != null) {
      idleEnd.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failing, Throwable failure) {
    LOG.debug("a client's connection failed", failure);
    abort();
  }

  @Override
  public EventLoop loop() {
    return context().channel().eventLoop();
  }

  @Override
  public boolean isHttp2() {
    return http1 == null;
  }

  @Override
  public void readContent() {
    if (expectsContinue) {
      expectsContinue = false;
      var _ = context().writeAndFlush(Answers.goOn());
    }
    want();
  }

  @Override
  public boolean isRequestComplete() {
    return requestComplete;
  }

  @Override
  public boolean isWritable() {
    return context().channel().isWritable();
  }

  @Override
  public void sendHead(HttpResponse head) {
    if (!isHttp2() && head.status().code() >= 200) {
      forgetUnaskedBody();
      Answers.frame(head, keepAlive, headRequest);
    }
    var _ = context().writeAndFlush(head);
  }

  @Override
  public void sendContent(HttpContent content) {
    var _ = context().writeAndFlush(content);
    if (content instanceof LastHttpContent) {
      onAnswered();
    }
  }

  @Override
  public void answer(StatusReply reply) {
    var response = Answers.of(reply, headRequest, outsideOfResources);
    if (!isHttp2()) {
      forgetUnaskedBody();
      HttpUtil.setKeepAlive(response, keepAlive);
    }
    var _ = context().writeAndFlush(response);
    onAnswered();
  }

  /**
   * Whether a client that waited to be asked for its body, and was answered instead, still sends it
   * cannot be known; so nothing else is read from it.
   */
  private void forgetUnaskedBody() {
    keepAlive &= !expectsContinue;
  }

  private void onAnswered() {
    if (isHttp2()) {
      phase = new Over(this);
      if (!requestComplete && !bodyless) {
        // The rest of the body is not wanted; a reset after the answer says so (RFC 9113, 8.1).
        abort();
      }
    } else if (!keepAlive) {
      phase = new Over(this);
      finish();
    } else if (requestComplete) {
      onNext();
    } else {
      phase = new Draining(this, this::onDrained);
      startIdle();
      readContent();
    }
  }

  private void onDrained() {
    stopIdle();
    onNext();
  }

  private void onNext() {
    phase = new Idle(this);
    // Not from within the answer to the one before, so that many in a row do not pile up.
    var _ =
        WaitingWork.handOver(
            loop(),
            () -> {
              if (phase instanceof Idle) {
                awaitRequest();
              }
            });
  }

  @Override
  public void becomeRaw() {
    raw = true;
    Pipelines.becomeRaw(context().pipeline());
  }

  @Override
  public void readBytes() {
    gate.ask(context());
  }

  @Override
  public void sendBytes(ByteBuf bytes) {
    var _ = context().writeAndFlush(bytes);
  }

  @Override
  public void finish() {
    var _ = context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> abort());
  }

  @Override
  public void abort() {
    gate.giveUp();
    var _ = context().close();
  }
}
