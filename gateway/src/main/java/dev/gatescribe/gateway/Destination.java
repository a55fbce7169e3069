package dev.gatescribe.gateway;

/** What a user name asks for where it is all that a client can say: {@code login@target}. */
public sealed interface Destination {

  /** Longest user name that is looked at: a login (63) and a DNS name (253) with room. */
  int TEXT_MAX = 512;

  /** A login on a target; neither need exist. */
  record Named(String login, String target) implements Destination {}

  /** The user name does not name a login and a target. */
  record Malformed() implements Destination {}

  /**
   * Splits at the last {@code @}, because a login may contain one and a target's name does not.
   * Control characters and blanks are in neither.
   */
  static Destination parse(String userName) {
    int at = userName.lastIndexOf('@');
    boolean printable =
        userName
            .codePoints()
            .noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c));
    if (at < 1 || at == userName.length() - 1 || userName.length() > TEXT_MAX || !printable) {
      return new Malformed();
    }
    return new Named(userName.substring(0, at), userName.substring(at + 1));
  }
}
