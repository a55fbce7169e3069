package dev.gatescribe.gateway.k8s.stream;

import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.gateway.k8s.request.RequestTarget;
import dev.gatescribe.gateway.k8s.wire.NumberedChannelDecoder;
import dev.gatescribe.gateway.k8s.wire.SpdyDecoder;
import dev.gatescribe.gateway.k8s.wire.TunnelledSpdyDecoder;
import java.util.function.IntSupplier;

/**
 * Chooses the transcript of what was agreed on.
 *
 * @param webSocket whether the connection became a WebSocket, otherwise SPDY
 * @param protocol what is spoken inside
 * @param nextStream numbers streams of the recording
 */
public record Transcripts(
    boolean webSocket,
    String protocol,
    int request,
    RequestInfo info,
    RequestTarget target,
    IntSupplier nextStream) {

  private static final String TUNNELLED = "SPDY/3.1+portforward.k8s.io";
  private static final String KNOWS_CLOSE = "v5.channel.k8s.io";

  /** A transcript, for one connection. */
  public Transcript open() {
    boolean portForward = info.resource().subresource().equals("portforward");
    Directions directions = directions();
    if (!portForward) {
      return new CommandTranscript(this, directions, webSocket);
    }
    return webSocket && !protocol.equals(TUNNELLED)
        ? new NumberedPortForwardTranscript(this, directions)
        : new PortForwardTranscript(this, directions);
  }

  private Directions directions() {
    if (!webSocket) {
      return new Directions(new SpdyDecoder(), new SpdyDecoder());
    }
    if (protocol.equals(TUNNELLED)) {
      return new Directions(new TunnelledSpdyDecoder(true), new TunnelledSpdyDecoder(false));
    }
    boolean knowsClose = protocol.equals(KNOWS_CLOSE);
    return new Directions(
        new NumberedChannelDecoder(true, knowsClose),
        new NumberedChannelDecoder(false, knowsClose));
  }
}
