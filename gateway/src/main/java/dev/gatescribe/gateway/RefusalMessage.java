package dev.gatescribe.gateway;

import dev.gatescribe.session.AccessRequest;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.ReasonCode;
import java.net.URI;

/**
 * Why somebody gets no session, or has none any more, in words for people. Each door says them in
 * its own protocol.
 *
 * @param word what happened: {@code refused}, {@code session ended}, {@code approval needed},
 *     {@code sign-in needed}
 * @param code the reason, or what the person may quote
 * @param explanation one sentence
 */
public record RefusalMessage(String word, String code, String explanation) {

  public static RefusalMessage refused(ReasonCode reason, String explanation) {
    return new RefusalMessage("refused", reason.code(), explanation);
  }

  public static RefusalMessage ended(EndReason reason, String explanation) {
    return new RefusalMessage("session ended", reason.code(), explanation);
  }

  public static RefusalMessage pending(AccessRequest request) {
    return new RefusalMessage(
        "approval needed", request.id(), "waiting for approval, see " + request.where());
  }

  public static RefusalMessage stepUp(URI where) {
    return new RefusalMessage(
        "sign-in needed", "step-up", "sign in at " + where + " and try again");
  }

  /** All of it in one sentence. */
  public String text() {
    return word + " (" + code + "): " + explanation;
  }
}
