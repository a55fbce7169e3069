package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.gateway.k8s.request.RequestTarget;
import dev.gatescribe.gateway.k8s.request.RequestTargetException;
import dev.gatescribe.gateway.k8s.stream.Transcripts;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.WithheldReason;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer, or the streams it became. Every piece is recorded, then forwarded,
 * and only then is the next one read. Lives on the client's event loop.
 *
 * <pre>
 *   begin ──refused──→ answered
 *     │ body of a change: held, redacted
 *     ↓ recorded
 *   connect ──→ request passes ──→ {@link AnswerRelay} ──→ completed
 *                                    └─101─→ {@link StreamRelay}, until either side leaves
 * </pre>
 */
final class Exchange implements RequestPhase, UpstreamConnection.User, SessionPart {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  /** What of a client's name for itself is recorded, in characters. */
  private static final int USER_AGENT_MAX = 256;

  /** Methods of which a second try does nothing that one alone does not (RFC 9110, 9.2.1). */
  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD");

  private final GatewayParts parts;
  private final ClusterSession session;
  private final ClientSide client;
  private final HttpRequest request;
  private final RequestTarget target;
  private final boolean hasBody;
  private final int number;
  private final AnswerRelay answer;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private RequestInfo info;
  private Optional<StreamOffer> offer = Optional.empty();
  private @Nullable HeldBody heldBody;
  private @Nullable UpstreamConnection upstream;
  private @Nullable StreamRelay streams;
  private boolean requestSent;
  private boolean awaitsUpstreamWritable;
  private boolean reusedConnection;
  private boolean over;

  Exchange(
      GatewayParts parts,
      ClusterSession session,
      ClientSide client,
      HttpRequest request,
      RequestTarget target,
      boolean hasBody) {
    this.parts = parts;
    this.session = session;
    this.client = client;
    this.request = request;
    this.target = target;
    this.hasBody = hasBody;
    this.number = session.nextRequest();
    this.info = RequestInfo.nonResource(request.method().name());
    this.answer = new AnswerRelay(this, client);
  }

  /** Records the request, and lets it pass or refuses it. */
  void begin() {
    Optional<Refusal> refusal = examine();
    if (refusal.isPresent()) {
      refuse(refusal.get());
      return;
    }
    if (StreamOffer.isUpgrade(request.headers())) {
      offer = StreamOffer.of(request, info);
    }
    if (hasBody && offer.isEmpty() && HeldBody.isHeld(request, info)) {
      HeldBody body =
          new HeldBody(parts, client.loop(), request, info, this::onBodyHeld, this::onBodyRefused);
      heldBody = body;
      body.start(client::readContent);
    } else {
      record(List.of(started()), this::connect);
    }
  }

  private Optional<Refusal> examine() {
    try {
      info = RequestInfo.of(request.method().name(), target);
    } catch (RequestTargetException malformed) {
      return Optional.of(
          new Refusal(
              DenialReason.MALFORMED_DESTINATION, "a malformed path", malformed.explanation()));
    }
    return RequestRules.refusal(session.constraints(), request, client.isHttp2(), target, info);
  }

  private KubernetesEvent.RequestStarted started() {
    String userAgent = request.headers().get(HttpHeaderNames.USER_AGENT, "");
    return new KubernetesEvent.RequestStarted(
        number,
        request.method().name(),
        info.verb(),
        info.resource(),
        userAgent.length() <= USER_AGENT_MAX ? userAgent : userAgent.substring(0, USER_AGENT_MAX),
        Content.of(target.text()));
  }

  /** Recorded and audited before it is said. */
  private void refuse(Refusal refusal) {
    List<Event> events =
        List.of(
            started(),
            new Event.Refused(
                ClusterSession.CONNECTION_STREAM, refusal.what(), refusal.reason().code()),
            new KubernetesEvent.RequestEnded(number, RequestOutcome.REFUSED));
    record(
        events,
        () ->
            Thread.ofVirtual()
                .name("k8s-refusal-" + session.id())
                .start(() -> {
                  session.auditRefusal(refusal.reason(), refusal.what());
                  onLoop(() -> answerRefused(refusal.reply()));
                }));
  }

  private void answerRefused(StatusReply reply) {
    if (!over) {
      leave();
      client.answer(reply);
    }
  }

  private void onBodyRefused(StatusReply reply) {
    if (!over) {
      record(
          List.of(started(), new KubernetesEvent.RequestEnded(number, RequestOutcome.REFUSED)),
          () -> answerRefused(reply));
    }
  }

  private void onBodyHeld(HeldBody body) {
    List<Event> events = new ArrayList<>();
    events.add(started());
    for (Content content : body.recorded()) {
      events.add(new KubernetesEvent.RequestBody(number, content));
    }
    record(events, this::connect);
  }

  private void connect() {
    // What becomes streams has a connection of its own, which nobody uses afterwards.
    await(
        offer.isPresent()
            ? session.upstream().newConnection(client.loop())
            : session.upstream().connection(client.loop()));
  }

  private void await(Future<UpstreamConnection> connecting) {
    var _ =
        connecting.addListener(done -> {
          if (done.isSuccess()) {
            onConnected(connecting.getNow());
          } else {
            onUnreachable(done.cause());
          }
        });
  }

  private void onUnreachable(Throwable cause) {
    EndReason reason = EndReason.GATEWAY_ERROR;
    String explanation = "an internal error";
    if (cause instanceof UpstreamException known) {
      reason = known.reason();
      explanation = known.explanation();
    }
    LOG.warn("session {}: {}", session.id(), explanation, cause);
    boolean hopeless =
        !session.upstream().wasReached() || reason == EndReason.TARGET_CERTIFICATE_REJECTED;
    fail(reason, explanation);
    if (hopeless) {
      session.end(reason, explanation);
    }
  }

  private void onConnected(UpstreamConnection connection) {
    if (over) {
      connection.close();
      return;
    }
    upstream = connection;
    reusedConnection = connection.startUse(this);
    UpstreamRequest head = new UpstreamRequest(session, request, target, offer);
    if (heldBody != null) {
      requestSent = true;
      connection.send(head.withBody(heldBody.take()));
    } else if (hasBody) {
      connection.send(head.withStreamedBody());
      client.readContent();
    } else {
      requestSent = true;
      connection.send(head.withoutBody());
      if (!client.isRequestComplete()) {
        client.readContent();
      }
    }
    connection.read();
  }

  @Override
  public void onContent(HttpContent content) {
    if (over) {
      content.release();
    } else if (heldBody != null && !requestSent) {
      heldBody.add(content);
    } else if (requestSent || upstream == null) {
      // The end of a request that has no body; anything else was not announced.
      boolean expected = content instanceof LastHttpContent && !content.content().isReadable();
      content.release();
      if (!expected) {
        client.abort();
      }
    } else if (content.decoderResult().isFailure()) {
      content.release();
      client.abort();
    } else {
      passContent(upstream, content);
    }
  }

  private void passContent(UpstreamConnection connection, HttpContent content) {
    long length = content.content().readableBytes();
    Content withheld = new Content.Withheld(WithheldReason.UNREADABLE, length);
    List<Event> events =
        length == 0 ? List.of() : List.of(new KubernetesEvent.RequestBody(number, withheld));
    recordHolding(
        content.content(),
        events,
        bytes -> {
          if (content instanceof LastHttpContent) {
            requestSent = true;
            connection.send(new DefaultLastHttpContent(bytes));
          } else {
            connection.send(new DefaultHttpContent(bytes));
            awaitsUpstreamWritable = !connection.isWritable();
            if (!awaitsUpstreamWritable) {
              client.readContent();
            }
          }
        });
  }

  @Override
  public void onUpstreamWritable() {
    if (streams != null) {
      streams.onUpstreamWritable();
    } else if (awaitsUpstreamWritable) {
      awaitsUpstreamWritable = false;
      client.readContent();
    }
  }

  @Override
  public void onClientWritable() {
    if (streams != null) {
      streams.onClientWritable();
    } else {
      answer.onClientWritable();
    }
  }

  @Override
  public void onAnswerHead(HttpResponse head) {
    if (!over) {
      answer.onHead(head);
    }
  }

  @Override
  public void onAnswerContent(HttpContent content) {
    if (over || streams != null) {
      // After a switch of protocols, the empty end of the answer.
      content.release();
    } else {
      answer.onContent(content);
    }
  }

  /** The target agreed to the upgrade. */
  void onSwitched(HttpResponse head) {
    UpstreamConnection connection = upstream;
    Optional<String> protocol = offer.flatMap(made -> made.chosen(head.headers()));
    if (protocol.isEmpty() || connection == null) {
      fail(
          EndReason.TARGET_PROTOCOL_ERROR,
          "the target switched to a protocol that was not offered");
      return;
    }
    StreamRelay relay =
        new StreamRelay(
            session,
            client,
            connection,
            new Transcripts(
                    offer.filter(StreamOffer::isWebSocket).isPresent(),
                    protocol.get(),
                    number,
                    info,
                    target,
                    session::nextStream)
                .open(),
            this::onStreamsUnreadable);
    streams = relay;
    List<Event> events = new ArrayList<>();
    events.add(new KubernetesEvent.ResponseStarted(number, head.status().code(), ""));
    events.add(new KubernetesEvent.RequestUpgraded(number, protocol.get()));
    events.addAll(relay.opening());
    record(
        events,
        () -> {
          answer.sendHead(UpstreamRequest.switchFor(head));
          // Not from within the decoder that is taken away.
          onLoop(relay::start);
        });
  }

  @Override
  public void onClientBytes(ByteBuf bytes) {
    if (streams != null && !over) {
      streams.onClientBytes(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public void onUpstreamBytes(ByteBuf bytes) {
    if (streams != null && !over) {
      streams.onUpstreamBytes(bytes);
    } else {
      bytes.release();
    }
  }

  private void onStreamsUnreadable(EndReason reason, String detail) {
    LOG.warn("session {}: streams end, {} {}", session.id(), reason.code(), detail);
    end(RequestOutcome.FAILED);
    client.abort();
  }

  @Override
  public void onClientGone() {
    if (!over) {
      end(RequestOutcome.CLIENT_CLOSED);
    }
  }

  @Override
  public void onUpstreamClosed() {
    upstream = null;
    if (over) {
      return;
    }
    boolean repeatable =
        REPEATABLE.contains(request.method().name()) && !hasBody && offer.isEmpty();
    if (reusedConnection && !answer.hasArrived() && repeatable) {
      // The API server gave the connection up while nobody used it, and has seen no request.
      await(session.upstream().newConnection(client.loop()));
    } else if (streams != null) {
      // What the target sent before it left was recorded, and is the person's to see.
      streams.whenPassed(() -> {
        end(RequestOutcome.TARGET_CLOSED);
        client.finish();
      });
    } else {
      fail(
          EndReason.TARGET_CLOSED, "the target closed the connection before the end of its answer");
    }
  }

  @Override
  public void cut(EndReason reason, String detail) {
    onLoop(() -> fail(reason, detail));
  }

  @Override
  public CompletableFuture<Void> finished() {
    return finished;
  }

  ClusterSession session() {
    return session;
  }

  RequestInfo info() {
    return info;
  }

  int number() {
    return number;
  }

  boolean offersUpgrade() {
    return offer.isPresent();
  }

  void readUpstream() {
    if (upstream != null) {
      upstream.read();
    }
  }

  /** Something went wrong that the client did not do. */
  void fail(EndReason reason, String explanation) {
    if (over) {
      return;
    }
    boolean answerable = !answer.hasBegun();
    end(reason == EndReason.TARGET_CLOSED ? RequestOutcome.TARGET_CLOSED : RequestOutcome.FAILED);
    if (answerable) {
      client.answer(StatusReply.ended(reason, explanation));
    } else {
      client.abort();
    }
  }

  /** The answer was recorded to its end, together with the end of the request. */
  void complete(boolean connectionReusable) {
    UpstreamConnection connection = upstream;
    if (connection != null && connectionReusable && requestSent) {
      upstream = null;
      connection.release();
    }
    leave();
  }

  private void end(RequestOutcome outcome) {
    List<Event> events = new ArrayList<>();
    if (streams != null) {
      events.addAll(streams.closing());
    }
    events.add(new KubernetesEvent.RequestEnded(number, outcome));
    session.tap().note(events);
    leave();
  }

  private void leave() {
    over = true;
    if (upstream != null) {
      upstream.close();
      upstream = null;
    }
    if (heldBody != null) {
      heldBody.discard();
    }
    answer.discard();
    session.onFinished(this);
    finished.complete(null);
  }

  /** Records, and then goes on; never, if the exchange or its recording ended. */
  void record(List<Event> events, Runnable next) {
    session
        .tap()
        .accept(
            events,
            client.loop(),
            () -> {
              if (!over) {
                next.run();
              }
            },
            session::onRecorderFailure);
  }

  /** Records, and then passes bytes on; they are given back if it never comes to that. */
  void recordHolding(ByteBuf bytes, List<Event> events, Consumer<ByteBuf> pass) {
    session
        .tap()
        .accept(
            events,
            client.loop(),
            () -> {
              if (over) {
                bytes.release();
              } else {
                pass.accept(bytes);
              }
            },
            problem -> {
              bytes.release();
              session.onRecorderFailure(problem);
            });
  }

  private void onLoop(Runnable task) {
    try {
      client.loop().execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("session {}: a request is given up, the door is closed", session.id());
      finished.complete(null);
    }
  }
}
