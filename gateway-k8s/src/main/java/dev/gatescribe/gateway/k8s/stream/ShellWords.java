package dev.gatescribe.gateway.k8s.stream;

import java.util.List;
import java.util.stream.Collectors;

/** The arguments of a command as one line that a POSIX shell would take apart again. */
final class ShellWords {
  private static final String PLAIN = "-_./:=@%+,";

  private ShellWords() {}

  static String join(List<String> words) {
    return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String word) {
    boolean plain =
        !word.isEmpty()
            && word.chars()
                .allMatch(c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || PLAIN.indexOf(c) >= 0);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
