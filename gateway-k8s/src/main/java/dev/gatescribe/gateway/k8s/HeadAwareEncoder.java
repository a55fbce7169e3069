package dev.gatescribe.gateway.k8s;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes answers, and no body in an answer to HEAD (RFC 9112, section 6.3). */
final class HeadAwareEncoder extends HttpResponseEncoder {
  private boolean answersHead;

  void nextAnswersHead(boolean head) {
    answersHead = head;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return super.isContentAlwaysEmpty(response) || (answersHead && response.status().code() >= 200);
  }
}
