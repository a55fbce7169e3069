package dev.gatescribe.gateway.ssh;

import dev.gatescribe.session.RecordingException;
import dev.gatescribe.session.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One stream of a session: a client's channel, a target's channel, and a relay for each direction.
 *
 * <pre>
 *   ClientSshChannel ──→ queue ──→ InputRelay  ──→ tap, then UpstreamSshChannel
 *   ClientSshChannel, then tap ←── OutputRelay ←── queue ←── UpstreamSshChannel
 * </pre>
 */
final class StreamRelay {
  private final int stream;
  private final GatewaySession session;
  private final ClientSshChannel client;
  private final UpstreamSshChannel upstream;
  private final RelayQueue toUpstream = new RelayQueue();
  private final RelayQueue toClient;
  private final ReplyLedger replies;
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private volatile boolean startRefused;

  StreamRelay(
      int stream,
      GatewaySession session,
      ClientSshChannel client,
      UpstreamSshChannel upstream,
      RelayQueue toClient) {
    this.stream = stream;
    this.session = session;
    this.client = client;
    this.upstream = upstream;
    this.toClient = toClient;
    this.replies = new ReplyLedger(client.writer()::reply);
  }

  /** Starts both directions. */
  void start() {
    CompletableFuture<Void> input = run("input", new InputRelay(this)::run);
    CompletableFuture<Void> output = run("output", new OutputRelay(this)::run);
    var _ = CompletableFuture.allOf(input, output).whenComplete((_, _) -> onBothEnded());
  }

  int stream() {
    return stream;
  }

  GatewaySession session() {
    return session;
  }

  ClientSshChannel client() {
    return client;
  }

  UpstreamSshChannel upstream() {
    return upstream;
  }

  RelayQueue toUpstream() {
    return toUpstream;
  }

  RelayQueue toClient() {
    return toClient;
  }

  ReplyLedger replies() {
    return replies;
  }

  /** When nothing more passes in either direction and that has been recorded. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  /** The client sent something other than data. */
  void onClientUnit(RelayUnit unit) {
    if (!toUpstream.offer(unit)) {
      session.onClientOverrun();
    }
  }

  /**
   * Ends the stream with a line for the person.
   *
   * @param keepOutput whether output that waits still goes out before it
   */
  void terminate(String line, boolean keepOutput) {
    // The farewell first: a direction that ends on its own closes the other without one.
    toClient.endWith(keepOutput, List.of(new RelayUnit.Farewell(line), new RelayUnit.Closed()));
    toUpstream.endWith(false, List.of(new RelayUnit.Closed()));
  }

  /** The target is asked to start a shell or a command. */
  void onStartRequested() {
    startRefused = false;
  }

  /** The target started nothing. The client may ask for something else, or give up. */
  void onStartRefused() {
    startRefused = true;
  }

  /**
   * The client's connection is gone: what it has sent still goes to the target, if there is
   * anything on the target to take it. Where nothing was started, OpenSSH grants no window, and
   * input would wait for one for ever.
   */
  void onClientGone() {
    if (startRefused) {
      upstream.close(true);
    }
    toUpstream.endWith(true, List.of(new RelayUnit.Closed()));
    toClient.endWith(false, List.of(new RelayUnit.Closed()));
  }

  private CompletableFuture<Void> run(String direction, RelayLoop loop) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("ssh-" + direction + "-" + session.id() + "-" + stream)
        .start(() -> {
          try {
            loop.run();
          } catch (RecordingException failure) {
            session.onRecorderFailure(failure);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException failure) {
            session.onGatewayError(failure);
          } finally {
            ended.complete(null);
          }
        });
    return ended;
  }

  /** Runs on whichever of the two threads ended last: a virtual one, so it may wait. */
  private void onBothEnded() {
    try {
      session.tap().acceptNow(new Event.StreamClosed(stream));
    } catch (RecordingException failure) {
      session.onRecorderFailure(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      client.finish();
      upstream.close(false);
      session.onStreamFinished(this);
      finished.complete(null);
    }
  }

  /** A direction's loop. */
  private interface RelayLoop {
    void run() throws RecordingException, InterruptedException;
  }
}
