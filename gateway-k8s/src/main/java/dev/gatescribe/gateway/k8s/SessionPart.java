package dev.gatescribe.gateway.k8s;

import dev.gatescribe.session.EndReason;
import java.util.concurrent.CompletableFuture;

/** A request, as its session sees it. */
interface SessionPart {

  /** Ends it, because its session ends. May be called on any thread, and more than once. */
  void cut(EndReason reason, String detail);

  /** When nothing of it will be recorded any more. */
  CompletableFuture<Void> finished();
}
