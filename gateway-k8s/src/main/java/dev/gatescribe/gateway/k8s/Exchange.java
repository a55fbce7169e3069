package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.UpstreamException;
import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.gateway.k8s.request.RequestTarget;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  /** Methods of which a second try does nothing that one alone does not (RFC 9110, 9.2.1). */
  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD");

  private final GatewayParts parts;
  private final ClusterSession session;
  private final ClientSide client;
  private final RequestExamination examination;
  private final int number;
  private final ExchangeTap tap;
  private final RequestRelay relay;
  private final AnswerRelay answer;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private @Nullable UpstreamConnection upstream;
  private @Nullable StreamRelay streams;
  private boolean reusedConnection;
  private int sendings;
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
    this.examination =
        RequestExamination.of(session.constraints(), request, client.isHttp2(), target);
    this.number = session.nextRequest();
    this.tap = new ExchangeTap(session, client.loop(), () -> over);
    this.relay = new RequestRelay(this, client, hasBody);
    this.answer = new AnswerRelay(this, client);
  }

  /** Records the request, and lets it pass or refuses it. */
  void begin() {
    HttpRequest request = examination.request();
    if (examination.refusal().isPresent()) {
      refuse(examination.refusal().get());
    } else if (relay.hasBody() && !offersUpgrade() && HeldBody.isHeld(request, info())) {
      relay.hold(
          new HeldBody(parts, client.loop(), request, info(), this::onBodyHeld, this::refuse));
    } else {
      tap.record(List.of(started()), this::connect);
    }
  }

  private KubernetesEvent.RequestStarted started() {
    return examination.started(number);
  }

  /** Recorded and audited before it is said. */
  private void refuse(Refusal refusal) {
    tap.record(
        examination.refused(number, refusal),
        () ->
            WaitingWork.start(
                "k8s-refusal-" + session.id(),
                client.loop(),
                () -> session.audited(refusal),
                audited -> answerRefused(audited.reply())));
  }

  private void answerRefused(StatusReply reply) {
    if (!over) {
      leave();
      client.answer(reply);
    }
  }

  private void onBodyHeld(HeldBody body) {
    List<Event> events = new ArrayList<>();
    events.add(started());
    for (Content content : body.recorded()) {
      events.add(new KubernetesEvent.RequestBody(number, content));
    }
    tap.record(events, this::connect);
  }

  private void connect() {
    // What becomes streams has a connection of its own, which nobody uses afterwards.
    await(
        offersUpgrade()
            ? session.upstream().newConnection(client.loop())
            : session.upstream().connection(client.loop()));
  }

  private void await(Future<UpstreamConnection> connecting) {
    var _ =
        connecting.addListener(done -> {
          if (done.isSuccess()) {
            onConnected(connecting.getNow());
          } else {
            onUnreachable(UpstreamException.of(done.cause()));
          }
        });
  }

  private void onUnreachable(UpstreamException problem) {
    LOG.warn("session {}: {}", session.id(), problem.explanation(), problem);
    boolean hopeless =
        !session.upstream().wasReached()
            || problem.reason() == EndReason.TARGET_CERTIFICATE_REJECTED;
    fail(problem.reason(), problem.explanation());
    if (hopeless) {
      session.end(problem.reason(), problem.explanation());
    }
  }

  private void onConnected(UpstreamConnection connection) {
    if (over) {
      connection.close();
      return;
    }
    upstream = connection;
    reusedConnection = connection.startUse(this);
    relay.send(
        connection,
        new UpstreamRequest(
            session, auditId(), examination.request(), examination.target(), examination.offer()));
    connection.read();
  }

  /** Of session, request and, from the second on, the sending. */
  private String auditId() {
    sendings++;
    return session.id() + "-" + number + (sendings == 1 ? "" : "-" + sendings);
  }

  @Override
  public void onContent(HttpContent content) {
    if (over) {
      content.release();
    } else {
      relay.onContent(content);
    }
  }

  @Override
  public void onUpstreamWritable() {
    if (streams != null) {
      streams.onUpstreamWritable();
    } else {
      relay.onUpstreamWritable();
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
    if (over) {
      content.release();
    } else if (streams != null) {
      // The empty end of the answer that switched protocols; what was asked for comes behind it.
      content.release();
      readUpstream();
    } else {
      answer.onContent(content);
    }
  }

  /** The target agreed to the upgrade. */
  void onSwitched(HttpResponse head) {
    UpstreamConnection connection = upstream;
    Optional<String> protocol = examination.offer().flatMap(made -> made.chosen(head.headers()));
    if (protocol.isEmpty() || connection == null) {
      fail(
          EndReason.TARGET_PROTOCOL_ERROR,
          "the target switched to a protocol that was not offered");
      return;
    }
    StreamRelay opened =
        new StreamRelay(
            tap,
            client,
            connection,
            examination.transcript(number, protocol.get(), session::nextStream),
            this::onStreamsUnreadable);
    streams = opened;
    List<Event> events = new ArrayList<>();
    events.add(new KubernetesEvent.ResponseStarted(number, head.status().code(), ""));
    events.add(new KubernetesEvent.RequestUpgraded(number, protocol.get()));
    events.addAll(opened.opening());
    tap.record(
        events,
        () -> {
          answer.sendHead(UpstreamRequest.switchFor(head));
          // Not from within the decoder that is taken away.
          onLoop(opened::start);
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
      end(leaving(RequestOutcome.CLIENT_CLOSED));
    }
  }

  @Override
  public void onUpstreamClosed() {
    upstream = null;
    if (over) {
      return;
    }
    boolean repeatable =
        REPEATABLE.contains(examination.request().method().name())
            && !relay.hasBody()
            && !offersUpgrade();
    if (reusedConnection && !answer.hasArrived() && repeatable) {
      // The API server gave the connection up while nobody used it, and has seen no request.
      await(session.upstream().newConnection(client.loop()));
    } else if (streams != null) {
      // What the target sent before it left was recorded, and is the person's to see.
      streams.whenPassed(() -> {
        end(leaving(RequestOutcome.TARGET_CLOSED));
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

  ExchangeTap tap() {
    return tap;
  }

  ClusterSession session() {
    return session;
  }

  RequestInfo info() {
    return examination.info();
  }

  int number() {
    return number;
  }

  boolean offersUpgrade() {
    return examination.offer().isPresent();
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
    if (connection != null && connectionReusable && relay.isSent()) {
      upstream = null;
      connection.release();
    }
    leave();
  }

  /** Whoever leaves streams whose end was said, leaves nothing undone. */
  private RequestOutcome leaving(RequestOutcome outcome) {
    return streams != null && streams.isConcluded() ? RequestOutcome.COMPLETED : outcome;
  }

  private void end(RequestOutcome outcome) {
    List<Event> events = new ArrayList<>();
    if (streams != null) {
      events.addAll(streams.closing());
    }
    events.add(new KubernetesEvent.RequestEnded(number, outcome));
    tap.note(events);
    leave();
  }

  private void leave() {
    over = true;
    if (upstream != null) {
      upstream.close();
      upstream = null;
    }
    relay.discard();
    answer.discard();
    session.onFinished(this);
    finished.complete(null);
  }

  private void onLoop(Runnable task) {
    if (!WaitingWork.handOver(client.loop(), task)) {
      finished.complete(null);
    }
  }
}
