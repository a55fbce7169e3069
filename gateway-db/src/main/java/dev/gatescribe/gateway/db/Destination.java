package dev.gatescribe.gateway.db;

/** What the user name of a database connection asks for: {@code login@target}. */
sealed interface Destination {
  /** Longest user name that is looked at: a role (63), a DNS name (253), and room. */
  int TEXT_MAX = 512;

  /** A login on a target; neither need exist. */
  record Named(String login, String target) implements Destination {}

  /** The user name does not name a login and a target. */
  record Malformed() implements Destination {
    /** What to write instead. */
    String explanation() {
      return "the user name has to be login@target: the role in the database, then the target's name";
    }
  }

  /** Splits at the last {@code @}: a role may contain one, the name of a target does not. */
  static Destination parse(String userName) {
    int at = userName.lastIndexOf('@');
    if (at < 1
        || at == userName.length() - 1
        || userName.length() > TEXT_MAX
        || userName
            .codePoints()
            .anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
      return new Malformed();
    }
    return new Named(userName.substring(0, at), userName.substring(at + 1));
  }
}
