package dev.gatescribe.server.demo;

/** A text as one word of the languages that the demo's files are written in. */
final class Quoting {
  private Quoting() {}

  /** For a POSIX shell, quoted in any case. */
  static String shell(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }

  /** For a POSIX shell, quoted where it has to be. */
  static String shellWord(String value) {
    return value.matches("[A-Za-z0-9_./@%+=:,-]+") ? value : shell(value);
  }

  /** For YAML, in double quotes. */
  static String yaml(String value) {
    return escaped(value);
  }

  /** For ssh_config(5) and sshd_config(5), where a percent sign begins a token. */
  static String sshConfiguration(String value) {
    return escaped(value).replace("%", "%%");
  }

  private static String escaped(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
