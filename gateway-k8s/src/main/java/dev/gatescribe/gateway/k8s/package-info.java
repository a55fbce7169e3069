/**
 * The Kubernetes door.
 *
 * <p>A stock {@code kubectl} arrives at the {@link dev.gatescribe.gateway.k8s.KubernetesGateway}
 * under {@code /clusters/TARGET/LOGIN} with an access token. The token says who asks; the first
 * request opens a session, which is asked for, recorded and connected as at every door, and the
 * requests that follow belong to it until nothing came for a while. Every request is an {@link
 * dev.gatescribe.gateway.k8s.Exchange}: it is recorded, then forwarded to the API server in the
 * name of the principal (impersonation), and its answer is recorded and forwarded while it comes.
 *
 * <p>One exchange lives on one event loop: the client's connection and the upstream one it uses
 * share it, so that an exchange needs no locks. What waits (admission, audit, tokens, opening a
 * recording) happens on virtual threads.
 */
@NullMarked
package dev.gatescribe.gateway.k8s;

import org.jspecify.annotations.NullMarked;
