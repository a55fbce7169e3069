package dev.gatescribe.admission.document;

import dev.gatescribe.session.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The common readings: text, numbers, durations, words, lists, mappings, addresses. */
public final class Readings {

  /** Longer text is not configuration; a 16384-bit RSA key in base 64 still fits. */
  public static final int TEXT_MAXIMUM_CHARACTERS = 4_096;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");
  private static final Pattern DURATION =
      Pattern.compile(
          "(?=.)(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,6})s)?");

  private Readings() {}

  /**
   * One line of text that is not empty. Messages never show it, so it may be a secret; the other
   * readings show the offending value.
   *
   * @param expected what the text is, in words, for the message
   */
  public static Reading<String> text(String expected) {
    return node -> single(node, expected).map(ScalarNode::text);
  }

  /**
   * Text of a certain form.
   *
   * @param what the noun of the message: {@code 'a b' is not WHAT}
   * @param expected the form, in words
   */
  public static Reading<String> matching(Pattern form, String what, String expected) {
    return parsed(
        what,
        expected,
        text -> form.matcher(text).matches() ? Optional.of(text) : Optional.empty());
  }

  /**
   * Text that a function understands, or does not.
   *
   * @param what the noun of the message: {@code 'a b' is not WHAT}
   * @param expected the form, in words
   */
  public static <T> Reading<T> parsed(
      String what, String expected, Function<String, Optional<T>> parser) {
    return node ->
        single(node, expected)
            .flatMap(scalar -> {
              Optional<T> value = parser.apply(scalar.text());
              if (value.isEmpty()) {
                node.refuse(VisibleText.of(scalar.text()) + " is not " + what, expected);
              }
              return value;
            });
  }

  /** A whole number in decimal, within bounds that belong to it. */
  public static Reading<Integer> wholeNumber(int minimum, int maximum) {
    return wholeNumber("valid here", minimum, maximum);
  }

  /** A TCP port. */
  public static Reading<Integer> port() {
    return wholeNumber("a port", 1, HostAndPort.HIGHEST_PORT);
  }

  private static Reading<Integer> wholeNumber(String what, int minimum, int maximum) {
    return parsed(
        what,
        "a whole number from " + minimum + " to " + maximum,
        text -> {
          if (!WHOLE_NUMBER.matcher(text).matches()) {
            return Optional.empty();
          }
          long number = Long.parseLong(text);
          return number < minimum || number > maximum
              ? Optional.empty()
              : Optional.of((int) number);
        });
  }

  /** {@code true} or {@code false}, and no other word for it. */
  public static Reading<Boolean> truth() {
    return word("valid here", Map.of("true", true, "false", false));
  }

  /**
   * One of several words.
   *
   * @param what the noun of the message: {@code ssg is not WHAT}
   * @param meanings the words and what they mean
   */
  public static <T> Reading<T> word(String what, Map<String, T> meanings) {
    List<String> words = meanings.keySet().stream().sorted().toList();
    String expected = words.size() == 1 ? words.getFirst() : "one of " + String.join(", ", words);
    return parsed(what, expected, text -> Optional.ofNullable(meanings.get(text)));
  }

  /** A length of time such as {@code 8h}, {@code 1h30m}, {@code 45s} or {@code 2d}. */
  public static Reading<Duration> duration(Duration minimum, Duration maximum) {
    return parsed(
        "a duration",
        "one such as 8h or 1h30m (units d, h, m, s) from "
            + format(minimum)
            + " to "
            + format(maximum),
        text ->
            duration(text)
                .filter(value -> value.compareTo(minimum) >= 0 && value.compareTo(maximum) <= 0));
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(number(matcher, 1))
            .plusHours(number(matcher, 2))
            .plusMinutes(number(matcher, 3))
            .plusSeconds(number(matcher, 4)));
  }

  private static long number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** A number of bytes with a unit that cannot be misread, such as {@code 64MiB} or {@code 0B}. */
  public static Reading<Long> byteSize(long minimum, long maximum) {
    return parsed(
        "a size",
        "a whole number with B, KiB, MiB, GiB or TiB, such as 64MiB, from "
            + ByteSize.text(minimum)
            + " to "
            + ByteSize.text(maximum),
        text -> ByteSize.parse(text).filter(value -> value >= minimum && value <= maximum));
  }

  private static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    appendPart(text, duration.toDaysPart(), 'd');
    appendPart(text, duration.toHoursPart(), 'h');
    appendPart(text, duration.toMinutesPart(), 'm');
    appendPart(text, duration.toSecondsPart(), 's');
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void appendPart(StringBuilder text, long number, char unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }

  /** An address to listen on or to reach. */
  public static Reading<HostAndPort> hostAndPort() {
    return parsed(
        "an address",
        "HOST:PORT with a port from 1 to 65535, an IPv6 address in brackets",
        HostAndPort::parse);
  }

  /**
   * A list. Elements that are wrong are left out, and noted.
   *
   * @param minimum how many elements there must be
   */
  public static <T> Reading<List<T>> listOf(int minimum, Reading<T> element) {
    return node -> {
      if (!(node instanceof SequenceNode sequence)) {
        node.refuse("here is " + node.description(), "a list");
        return Optional.empty();
      }
      if (sequence.elements().size() < minimum) {
        node.refuse("the list is too short", "at least " + minimum + " in it");
        return Optional.empty();
      }
      List<T> values = new ArrayList<>();
      for (DocumentNode part : sequence.elements()) {
        element.read(part).ifPresent(values::add);
      }
      return Optional.of(values);
    };
  }

  /** A mapping, of which {@code reader} asks for keys; the keys it did not ask for are refused. */
  public static <T> Reading<T> mapping(Function<MappingNode, Optional<T>> reader) {
    return node -> {
      if (!(node instanceof MappingNode mapping)) {
        node.refuse("here is " + node.description(), "a mapping of keys");
        return Optional.empty();
      }
      Optional<T> value = reader.apply(mapping);
      mapping.refuseOthers();
      return value;
    };
  }

  /** A mapping whose reader asks for keys later, and then refuses the others itself. */
  public static Reading<MappingNode> unfinishedMapping() {
    return node -> {
      if (node instanceof MappingNode mapping) {
        return Optional.of(mapping);
      }
      node.refuse("here is " + node.description(), "a mapping of keys");
      return Optional.empty();
    };
  }

  /** The value of another reading together with its node. */
  public static <T> Reading<Located<T>> located(Reading<T> reading) {
    return node -> reading.read(node).map(value -> new Located<>(value, node));
  }

  /** The node if it is one line of text. Messages from here never show the text. */
  static Optional<ScalarNode> single(DocumentNode node, String expected) {
    if (!(node instanceof ScalarNode scalar) || scalar.isNothing()) {
      node.refuse("here is " + node.description(), expected);
      return Optional.empty();
    }
    String text = scalar.text();
    if (text.isBlank()) {
      node.refuse("the text is empty", expected);
      return Optional.empty();
    }
    if (text.length() > TEXT_MAXIMUM_CHARACTERS) {
      node.refuse("the text has more than " + TEXT_MAXIMUM_CHARACTERS + " characters", expected);
      return Optional.empty();
    }
    if (!text.codePoints().allMatch(VisibleText::isVisible)) {
      node.refuse("the text has line breaks or invisible characters", expected);
      return Optional.empty();
    }
    return Optional.of(scalar);
  }
}
