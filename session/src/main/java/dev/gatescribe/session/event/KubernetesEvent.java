package dev.gatescribe.session.event;

/**
 * What happens in a Kubernetes session.
 *
 * <p>A {@code request} has a number, unique in the recording, from 1 on. Requests overlap, and so
 * do their events. What an exec, an attach or a forwarded port carries is a stream, whose {@link
 * Event.Output}, {@link Event.Input} and so on are those of every protocol; {@link StreamAttached}
 * says to which request it belongs.
 */
public sealed interface KubernetesEvent extends Event {

  /**
   * A request is about to reach the API server.
   *
   * @param method of HTTP
   * @param verb of Kubernetes, as the API server's own authorisation calls it
   * @param resource what the request is about; its fields are empty where it has none
   * @param userAgent what the client calls itself
   * @param content path and query as they were sent
   */
  record RequestStarted(
      int request,
      String method,
      String verb,
      RequestedResource resource,
      String userAgent,
      Content content)
      implements KubernetesEvent, ContentBearing {}

  /**
   * What the client sent.
   *
   * @param content bytes as they were sent, or, where something in it is secret, the same document
   *     with that replaced; or that they were withheld
   */
  record RequestBody(int request, Content content) implements KubernetesEvent, ContentBearing {}

  /** The API server answers. */
  record ResponseStarted(int request, int status, String contentType) implements KubernetesEvent {}

  /** What the API server answered; as a rule only how much. */
  record ResponseBody(int request, Content content) implements KubernetesEvent, ContentBearing {}

  /** The request and its connection have become streams of this protocol. */
  record RequestUpgraded(int request, String protocol) implements KubernetesEvent {}

  /**
   * A stream belongs to a request; follows its {@link Event.StreamOpened} at once.
   *
   * @param detail the container of an exec or attach, empty for the pod's default; the port of a
   *     forwarding
   */
  record StreamAttached(int request, int stream, StreamPurpose purpose, String detail)
      implements KubernetesEvent {}

  /**
   * The gateway refused the request; nothing of it reaches the API server.
   *
   * @param what was refused, in words
   * @param reason code
   */
  record RequestRefused(int request, String what, String reason) implements KubernetesEvent {}

  /** Nothing more of this request passes. */
  record RequestEnded(int request, RequestOutcome outcome) implements KubernetesEvent {}
}
