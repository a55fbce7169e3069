package dev.gatescribe.gateway.db;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What becomes of the parameters of a startup message: an allow-list decides. */
sealed interface StartupParameters {
  String USER = "user";
  String DATABASE = "database";

  /** Options of the protocol itself begin so, and are negotiated, not passed. */
  String PROTOCOL_OPTION_PREFIX = "_pq_.";

  /**
   * Settings that change how values look and nothing about who one is or what a name means, by
   * their names in lower case; PostgreSQL does not tell cases apart.
   */
  Set<String> PASSED =
      Set.of(
          "client_encoding",
          "application_name",
          "datestyle",
          "timezone",
          "intervalstyle",
          "extra_float_digits",
          "geqo");

  /**
   * May be passed.
   *
   * @param settings without user and database
   */
  record Accepted(String database, Map<String, String> settings) implements StartupParameters {}

  /** One of them may not. */
  record Refused(String explanation) implements StartupParameters {}

  static StartupParameters check(Map<String, String> sent, String userName, String login) {
    String database = login;
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, String> parameter : sent.entrySet()) {
      String name = parameter.getKey();
      String lowerCase = name.toLowerCase(Locale.ROOT);
      if (name.equals(USER) || name.startsWith(PROTOCOL_OPTION_PREFIX)) {
        continue;
      }
      if (name.equals(DATABASE)) {
        // libpq asks for a database of the user's name when it is told of none.
        if (!parameter.getValue().isEmpty() && !parameter.getValue().equals(userName)) {
          database = parameter.getValue();
        }
      } else if (PASSED.contains(lowerCase)) {
        settings.put(name, parameter.getValue());
      } else if (!lowerCase.equals("replication") || !isOff(parameter.getValue())) {
        return new Refused(explanation(lowerCase));
      }
    }
    return new Accepted(database, settings);
  }

  private static boolean isOff(String value) {
    return Set.of("false", "off", "no", "0").contains(value.toLowerCase(Locale.ROOT));
  }

  private static String explanation(String name) {
    String allowed = "allowed are " + String.join(", ", PASSED.stream().sorted().toList());
    return switch (name) {
      case "replication" -> "replication connections are not relayed";
      case "options" ->
          "the startup parameter options (PGOPTIONS) is not allowed; use SET after connecting";
      case "role" -> "the startup parameter role is not allowed; the login decides the role";
      case "search_path" ->
          "the startup parameter search_path is not allowed; use SET after connecting";
      default -> "a startup parameter that is not known here is not allowed; " + allowed;
    };
  }
}
