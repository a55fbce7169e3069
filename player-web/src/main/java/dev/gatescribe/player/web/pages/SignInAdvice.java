package dev.gatescribe.player.web.pages;

import dev.gatescribe.identity.SignInRefusal;

/** What a person is told who is not signed in: in words, and what to do next. */
record SignInAdvice(String title, String text) {

  /**
   * Advice.
   *
   * @param issuer its title, as text of a page
   */
  static SignInAdvice of(SignInRefusal refusal, String issuer) {
    return switch (refusal) {
      case SIGN_IN_NOT_BEGUN,
          SIGN_IN_EXPIRED,
          STATE_MISMATCH,
          ANSWER_REPLAYED,
          CODE_REFUSED,
          NONCE_MISMATCH,
          TOKEN_REPLAYED ->
          new SignInAdvice(
              "This sign-in did not come to its end",
              "It took longer than ten minutes, was begun in another tab or browser, or its page was"
                  + " loaded twice. Nothing is wrong with your account: begin again, and stay in this"
                  + " tab.");
      case ISSUER_REFUSED ->
          new SignInAdvice(
              issuer + " did not sign you in",
              "The sign-in was cancelled there, or you may not use this gateway. If you should, ask"
                  + " whoever looks after your account at "
                  + issuer
                  + ".");
      case ISSUER_UNAVAILABLE ->
          new SignInAdvice(
              issuer + " does not answer",
              "The gateway asked and got no answer that it can use. Try again in a moment; if it goes"
                  + " on, tell whoever looks after the gateway.");
      case CLIENT_REFUSED ->
          new SignInAdvice(
              issuer + " does not know this gateway",
              "The gateway's client id or secret is not what "
                  + issuer
                  + " expects. Whoever looks after the gateway has to put it right.");
      case NAME_TAKEN ->
          new SignInAdvice(
              "Your name is already somebody else's",
              "The name that "
                  + issuer
                  + " gives you belongs to another person, or to the gateway's configuration. A name"
                  + " is never passed on. Ask whoever looks after the gateway.");
      case CLAIM_UNUSABLE ->
          new SignInAdvice(
              issuer + " does not say enough about you",
              "Something that the gateway needs is missing in its answer, such as a name. Whoever looks"
                  + " after the gateway finds in its log what it is.");
      case ANSWER_FROM_ANOTHER_ISSUER,
          TOKEN_MALFORMED,
          TOKEN_UNSIGNED,
          ALGORITHM_NOT_ALLOWED,
          UNKNOWN_KEY,
          SIGNATURE_INVALID,
          TOKEN_OF_ANOTHER_KIND,
          ISSUER_MISMATCH,
          AUDIENCE_MISMATCH,
          AUTHORIZED_PARTY_MISMATCH,
          TOKEN_EXPIRED,
          TOKEN_NOT_YET_VALID,
          SUBJECT_MISMATCH ->
          new SignInAdvice(
              "The answer of " + issuer + " cannot be believed",
              "It is not signed as it should be, too old, or meant for somebody else. Begin again; if it"
                  + " goes on, tell whoever looks after the gateway the word below.");
      case SESSION_OF_ANOTHER_CLIENT ->
          new SignInAdvice(
              "Please sign in again",
              "Your session was opened by another browser or from another address.");
    };
  }
}
