package dev.gatescribe.gateway.k8s;

import dev.gatescribe.gateway.k8s.request.RequestInfo;
import dev.gatescribe.session.DenialReason;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * By which protocols a client offers to go on after an upgrade. Only what can be recorded is passed
 * on; a client that offers nothing else is refused.
 *
 * @param upgrade what stands in the header Upgrade
 * @param protocols that may be spoken inside, in the client's order
 */
record StreamOffer(String upgrade, List<String> protocols) {

  static final String WEBSOCKET = "websocket";
  static final String SPDY = "SPDY/3.1";

  /** Channels of a command: the fourth says how a command ended, the fifth ends its input. */
  static final String CHANNELS_4 = "v4.channel.k8s.io";

  static final String CHANNELS_5 = "v5.channel.k8s.io";
  static final String PORT_FORWARD = "portforward.k8s.io";
  static final String TUNNELLED_PORT_FORWARD = "SPDY/3.1+portforward.k8s.io";

  /** What SPDY says in a header of Kubernetes' own, WebSocket in its subprotocol. */
  private static final String SPDY_PROTOCOL_HEADER = "X-Stream-Protocol-Version";

  private static final String WEBSOCKET_PROTOCOL_HEADER = "Sec-WebSocket-Protocol";
  private static final String WEBSOCKET_EXTENSIONS_HEADER = "Sec-WebSocket-Extensions";

  private static final Set<String> COMMAND_PROTOCOLS = Set.of(CHANNELS_4, CHANNELS_5);

  /** Whether the client asks for the connection to become something else. */
  static boolean isUpgrade(HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.UPGRADE)
        || headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
  }

  /** Why an upgrade is refused; empty if it is none, or one that can be recorded. */
  static Optional<Refusal> refusal(HttpRequest request, boolean http2, RequestInfo info) {
    if (!isUpgrade(request.headers()) || (!http2 && of(request, info).isPresent())) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.of(
            DenialReason.FEATURE_NOT_ALLOWED,
            "upgrade for " + info.describe(),
            "what would pass after this upgrade cannot be recorded ("
                + info.describe()
                + "); what can is exec, attach and port-forward of pods, as kubectl speaks them"));
  }

  /** The offer, as far as it can be recorded. */
  static Optional<StreamOffer> of(HttpRequest request, RequestInfo info) {
    HttpHeaders headers = request.headers();
    List<String> upgrades = headers.getAll(HttpHeaderNames.UPGRADE);
    if (!info.isStreaming()
        || upgrades.size() != 1
        || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      return Optional.empty();
    }
    String upgrade = upgrades.getFirst().strip();
    String method = request.method().name();
    boolean portForward = info.resource().subresource().equals("portforward");
    if (upgrade.equalsIgnoreCase(WEBSOCKET) && method.equals("GET")) {
      return keep(
          WEBSOCKET,
          listed(headers, WEBSOCKET_PROTOCOL_HEADER),
          portForward ? Set.of(TUNNELLED_PORT_FORWARD, CHANNELS_4) : COMMAND_PROTOCOLS);
    }
    if (upgrade.equalsIgnoreCase(SPDY) && (method.equals("POST") || method.equals("GET"))) {
      return keep(
          SPDY,
          listed(headers, SPDY_PROTOCOL_HEADER),
          portForward ? Set.of(PORT_FORWARD) : COMMAND_PROTOCOLS);
    }
    return Optional.empty();
  }

  private static Optional<StreamOffer> keep(
      String upgrade, List<String> offered, Set<String> known) {
    List<String> kept = offered.stream().filter(known::contains).distinct().toList();
    return kept.isEmpty() ? Optional.empty() : Optional.of(new StreamOffer(upgrade, kept));
  }

  private static List<String> listed(HttpHeaders headers, String name) {
    List<String> values = new ArrayList<>();
    for (String line : headers.getAll(name)) {
      for (String value : line.split(",", -1)) {
        values.add(value.strip());
      }
    }
    return values;
  }

  boolean isWebSocket() {
    return upgrade.equals(WEBSOCKET);
  }

  /** Says the offer to the API server. */
  void write(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, upgrade);
    headers.remove(SPDY_PROTOCOL_HEADER);
    // A bearer token may stand among a client's subprotocols; only known ones are said again.
    headers.remove(WEBSOCKET_PROTOCOL_HEADER);
    if (isWebSocket()) {
      headers.set(WEBSOCKET_PROTOCOL_HEADER, String.join(", ", protocols));
    } else {
      headers.set(SPDY_PROTOCOL_HEADER, protocols);
    }
  }

  /** Which of the offered protocols the API server chose; empty if it chose none of them. */
  Optional<String> chosen(HttpHeaders answer) {
    List<String> chosen =
        answer.getAll(isWebSocket() ? WEBSOCKET_PROTOCOL_HEADER : SPDY_PROTOCOL_HEADER);
    boolean understood =
        chosen.size() == 1
            && protocols.contains(chosen.getFirst())
            && upgrade.equalsIgnoreCase(answer.get(HttpHeaderNames.UPGRADE, ""))
            && !answer.contains(WEBSOCKET_EXTENSIONS_HEADER);
    return understood ? Optional.of(chosen.getFirst()) : Optional.empty();
  }
}
