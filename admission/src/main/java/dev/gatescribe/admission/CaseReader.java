package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.admission.policy.AddressRange;
import dev.gatescribe.admission.policy.Policy.Effect;
import dev.gatescribe.admission.policy.Question;
import dev.gatescribe.session.Authentication;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.DenialReason;
import dev.gatescribe.session.Identity;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.Target;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads {@code cases}. */
final class CaseReader {

  /** A Monday at noon: when nothing is said, it is working time. */
  static final Instant DEFAULT_TIME = Instant.parse("2026-01-05T12:00:00Z");

  static final InetAddress DEFAULT_ADDRESS = InetAddress.getLoopbackAddress();

  private static final Reading<InetAddress> ADDRESS =
      Readings.parsed("an address", "an IPv4 or IPv6 address", AddressRange::address);

  private static final Reading<Instant> TIME =
      Readings.parsed("a time", "one such as 2027-01-31T18:00:00Z", CaseReader::time);

  private static final Reading<String> REASON =
      Readings.word(
          "a reason of a denial",
          Arrays.stream(DenialReason.values())
              .collect(Collectors.toMap(DenialReason::code, DenialReason::code)));

  private static final Reading<Effect> EFFECT =
      Readings.word("an answer", Map.of("allow", Effect.ALLOW, "deny", Effect.DENY));

  /** What is asked may be wrong on purpose, so any text will do. */
  private static final Reading<String> TYPED = Readings.text("what was typed");

  private final Map<String, Protocol> protocols = new HashMap<>();
  private final Map<String, Identity> people;

  CaseReader(Collection<Target> targets, Map<String, Identity> people) {
    targets.forEach(target -> protocols.put(target.name(), target.protocol()));
    this.people = people;
  }

  Optional<PolicyCase> read(MappingNode mapping) {
    Optional<Identity> who = mapping.required("who", this::person);
    Optional<String> target = mapping.required("target", TYPED);
    Optional<String> login = mapping.required("login", TYPED);
    Optional<Protocol> protocol = mapping.optional("protocol", TargetReader.PROTOCOL);
    Optional<InetAddress> from = mapping.optional("from", ADDRESS);
    Instant at = mapping.optional("at", TIME).orElse(DEFAULT_TIME);
    Authentication authentication = authentication(mapping, at);
    Optional<Effect> expected = mapping.required("expect", EFFECT);
    Optional<String> policy = mapping.optional("by", TYPED);
    Optional<String> reason = mapping.optional("reason", REASON);
    Optional<String> name = mapping.optional("name", Readings.text("what the case shows"));
    if (who.isEmpty() || target.isEmpty() || login.isEmpty() || expected.isEmpty()) {
      return Optional.empty();
    }
    Question question =
        new Question(
            who.get(),
            authentication,
            protocol.orElse(protocols.getOrDefault(target.get(), Protocol.SSH)),
            target.get(),
            login.get(),
            from.orElse(DEFAULT_ADDRESS),
            at,
            at);
    String asked = who.get().principal().name() + " to " + target.get() + " as " + login.get();
    return Optional.of(
        new PolicyCase(
            name.orElse(asked),
            mapping.line(),
            question,
            expected.get() == Effect.ALLOW,
            policy,
            reason));
  }

  private Optional<Identity> person(DocumentNode node) {
    return TYPED
        .read(node)
        .flatMap(name -> {
          Identity known = people.get(name);
          if (known == null) {
            node.refuse("there is nobody named " + VisibleText.of(name), "a name from identities");
          }
          return Optional.ofNullable(known);
        });
  }

  private static Authentication authentication(MappingNode mapping, Instant at) {
    AuthenticationMethod method =
        mapping.optional("method", SelectorReader.METHOD).orElse(AuthenticationMethod.PUBLIC_KEY);
    Optional<Duration> factorAge =
        mapping.optional("mfaAge", Readings.duration(Duration.ZERO, Duration.ofDays(366)));
    Map<String, String> posture =
        mapping.optional("posture", Readings.mapping(CaseReader::claims)).orElse(Map.of());
    return new Authentication(method, "test", at, factorAge.map(at::minus), posture);
  }

  private static Optional<Map<String, String>> claims(MappingNode mapping) {
    return Optional.of(
        mapping.keys().stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), key -> mapping.required(key, TYPED).orElse(""))));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException notATime) {
      return Optional.empty();
    }
  }
}
