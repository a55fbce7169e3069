package dev.gatescribe.admission;

import dev.gatescribe.admission.document.DocumentNode;
import dev.gatescribe.admission.document.MappingNode;
import dev.gatescribe.admission.document.Reading;
import dev.gatescribe.admission.document.Readings;
import dev.gatescribe.admission.document.SequenceNode;
import dev.gatescribe.admission.document.VisibleText;
import dev.gatescribe.admission.policy.AddressRange;
import dev.gatescribe.admission.policy.Audience;
import dev.gatescribe.admission.policy.Selector;
import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.IdpGroup;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code include}, {@code require} and {@code exclude} of groups and policies. */
final class SelectorReader {

  /** Longer ago it says nothing about who sits there now. */
  private static final Duration OLDEST_SECOND_FACTOR = Duration.ofDays(31);

  private static final Reading<String> DOMAIN =
      Readings.matching(
          Pattern.compile("(?=.{1,253}$)[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*"),
          "a domain",
          "what stands after the @, such as example.org");

  static final Reading<AuthenticationMethod> METHOD =
      Readings.word(
          "a method of authentication",
          Arrays.stream(AuthenticationMethod.values())
              .collect(Collectors.toMap(AuthenticationMethod::code, Function.identity())));

  private static final Reading<String> GROUP_NAME = Readings.text("the name of a group");
  private static final Reading<String> CLAIM = Readings.text("the value of a claim");

  private static final Reading<IdpGroup> IDP_GROUP =
      Readings.mapping(part -> {
        Optional<String> issuer = part.required("issuer", Readings.text("the name of an issuer"));
        Optional<String> name = part.required("name", GROUP_NAME);
        return issuer.isEmpty() || name.isEmpty()
            ? Optional.empty()
            : Optional.of(new IdpGroup(issuer.get(), name.get()));
      });

  private final Map<String, Reading<? extends Selector>> kinds = new HashMap<>();

  SelectorReader(NameRegister principals, NameRegister groups) {
    kinds.put("everyone", only(new Selector.Everyone()));
    kinds.put("serviceAccount", only(new Selector.ServiceAccount()));
    kinds.put("principal", some(principals.known(), Selector.Named::new));
    kinds.put("email", some(PrincipalReader.EMAIL, Selector.Email::new));
    kinds.put("emailDomain", some(DOMAIN, Selector.EmailDomain::new));
    kinds.put("idpGroup", node -> idpGroups(node));
    kinds.put("group", some(groups.known(), Selector.OfGroup::new));
    kinds.put("ip", node -> list(SelectorReader::range).read(node).map(Selector.FromAddress::new));
    kinds.put("method", some(METHOD, Selector.ByMethod::new));
    kinds.put("mfa", Readings.mapping(SelectorReader::secondFactor));
    kinds.put("posture", Readings.mapping(SelectorReader::posture));
    kinds.put("time", node -> TimeWindowReading.WINDOW.read(node).map(Selector.Within::new));
  }

  /** The three lists of a group or a policy. Empty if one is wrong, which is noted. */
  Optional<Audience> read(MappingNode mapping) {
    Optional<List<Selector>> include = mapping.required("include", selectors());
    Optional<List<Selector>> require = orNone(mapping, "require");
    Optional<List<Selector>> exclude = orNone(mapping, "exclude");
    return include.isEmpty() || include.get().isEmpty() || require.isEmpty() || exclude.isEmpty()
        ? Optional.empty()
        : Optional.of(new Audience(include.get(), require.get(), exclude.get()));
  }

  private Optional<List<Selector>> orNone(MappingNode mapping, String key) {
    return mapping.has(key) ? mapping.optional(key, selectors()) : Optional.of(List.of());
  }

  /** All of them or none: a list without what was wrong in it would mean something else. */
  private Reading<List<Selector>> selectors() {
    return list(Readings.mapping(this::selector));
  }

  private Optional<Selector> selector(MappingNode mapping) {
    List<String> keys = mapping.keys();
    if (keys.size() != 1) {
      keys.forEach(mapping::has);
      mapping.refuse("here are " + keys.size() + " conditions", "one for each element of the list");
      return Optional.empty();
    }
    String kind = keys.getFirst();
    Reading<? extends Selector> reading = kinds.get(kind);
    if (reading == null) {
      kinds.keySet().stream().sorted().forEach(mapping::has);
      return Optional.empty(); // The mapping refuses the key, and says what is known.
    }
    return mapping.required(kind, reading).map(Function.identity());
  }

  private static Reading<Selector> only(Selector selector) {
    return Readings.<Selector>word("valid here", Map.of("true", selector));
  }

  private static <T, S extends Selector> Reading<S> some(
      Reading<T> element, Function<Set<T>, S> selector) {
    return node -> list(element).read(node).map(values -> selector.apply(Set.copyOf(values)));
  }

  /** A list in which nothing is wrong. */
  private static <T> Reading<List<T>> list(Reading<T> element) {
    // Elements that are wrong are left out, so a list that got shorter had some.
    return node ->
        Readings.listOf(1, element)
            .read(node)
            .filter(values ->
                node instanceof SequenceNode sequence
                    && values.size() == sequence.elements().size());
  }

  private static Optional<Selector> idpGroups(DocumentNode node) {
    return node instanceof MappingNode
        ? IDP_GROUP.read(node).map(group -> new Selector.OfIdpGroup(Set.of(group)))
        : some(IDP_GROUP, Selector.OfIdpGroup::new).read(node).map(Function.identity());
  }

  private static Optional<AddressRange> range(DocumentNode node) {
    return Readings.parsed(
            "a block of addresses", "one such as 10.0.0.0/8 or 2001:db8::/32", AddressRange::parse)
        .read(node)
        .filter(range -> {
          if (!range.isExact()) {
            node.refuse(
                VisibleText.of(range.toString()) + " has bits after its prefix",
                "the first address of the block");
          }
          return range.isExact();
        });
  }

  private static Optional<Selector.SecondFactor> secondFactor(MappingNode mapping) {
    boolean bounded = mapping.has("maxAge");
    Optional<Duration> age =
        mapping.optional("maxAge", Readings.duration(Duration.ZERO, OLDEST_SECOND_FACTOR));
    return bounded && age.isEmpty()
        ? Optional.empty()
        : Optional.of(new Selector.SecondFactor(age));
  }

  private static Optional<Selector.Posture> posture(MappingNode mapping) {
    Map<String, String> values = new HashMap<>();
    for (String key : mapping.keys()) {
      mapping.required(key, CLAIM).ifPresent(value -> values.put(key, value));
    }
    if (mapping.keys().isEmpty()) {
      mapping.refuse("here is no claim", "at least one, such as managed: 'true'");
    }
    return values.isEmpty() || values.size() < mapping.keys().size()
        ? Optional.empty()
        : Optional.of(new Selector.Posture(values));
  }
}
