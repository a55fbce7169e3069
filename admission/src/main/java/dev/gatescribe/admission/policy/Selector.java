package dev.gatescribe.admission.policy;

import dev.gatescribe.session.AuthenticationMethod;
import dev.gatescribe.session.IdpGroup;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Chooses people and circumstances. One that lists several things means any of them. */
public sealed interface Selector {

  /** What it asks for, in words that follow "is not met:". */
  String inWords();

  /** Everybody who is known. */
  record Everyone() implements Selector {
    @Override
    public String inWords() {
      return "everyone";
    }
  }

  /** Workloads, and nobody else. */
  record ServiceAccount() implements Selector {
    @Override
    public String inWords() {
      return "a service account";
    }
  }

  /** Principals by their names, letter by letter. */
  record Named(Set<String> names) implements Selector {
    public Named {
      names = Set.copyOf(names);
    }

    @Override
    public String inWords() {
      return "principal " + anyOf(names);
    }
  }

  /** Verified addresses, in lower case. */
  record Email(Set<String> addresses) implements Selector {
    public Email {
      addresses = lower(addresses);
    }

    @Override
    public String inWords() {
      return "e-mail " + anyOf(addresses);
    }
  }

  /** What stands after the {@code @} of a verified address, in lower case; no subdomains. */
  record EmailDomain(Set<String> domains) implements Selector {
    public EmailDomain {
      domains = lower(domains);
    }

    @Override
    public String inWords() {
      return "e-mail domain " + anyOf(domains);
    }
  }

  /** Groups as an identity provider says them. */
  record OfIdpGroup(Set<IdpGroup> groups) implements Selector {
    public OfIdpGroup {
      groups = Set.copyOf(groups);
    }

    @Override
    public String inWords() {
      return "group "
          + anyOf(groups.stream().map(group -> group.issuer() + "/" + group.name()).toList())
          + " of the identity provider";
    }
  }

  /** Access groups of the configuration. */
  record OfGroup(Set<String> names) implements Selector {
    public OfGroup {
      names = Set.copyOf(names);
    }

    @Override
    public String inWords() {
      return "access group " + anyOf(names);
    }
  }

  /** Where the client is. */
  record FromAddress(List<AddressRange> ranges) implements Selector {
    public FromAddress {
      ranges = List.copyOf(ranges);
    }

    @Override
    public String inWords() {
      return "address in " + anyOf(ranges.stream().map(AddressRange::toString).toList());
    }
  }

  /** How somebody proved who they are. */
  record ByMethod(Set<AuthenticationMethod> methods) implements Selector {
    public ByMethod {
      methods = Set.copyOf(methods);
    }

    @Override
    public String inWords() {
      return "authentication by "
          + anyOf(methods.stream().map(AuthenticationMethod::code).toList());
    }
  }

  /**
   * A second factor.
   *
   * @param maximumAge how long before the session was asked for it may have been shown; zero for
   *     one of each session's own
   */
  record SecondFactor(Optional<Duration> maximumAge) implements Selector {
    @Override
    public String inWords() {
      if (maximumAge.isEmpty()) {
        return "a second factor";
      }
      return maximumAge.get().isZero()
          ? "a second factor for this very session"
          : "a second factor shown in the last " + words(maximumAge.get());
    }

    private static String words(Duration age) {
      return age.toString().substring(2).toLowerCase(Locale.ROOT);
    }
  }

  /** What verified claims say of the device: all of these. */
  record Posture(Map<String, String> values) implements Selector {
    public Posture {
      values = Map.copyOf(values);
    }

    @Override
    public String inWords() {
      return "device posture " + new TreeMap<>(values);
    }
  }

  /** When. */
  record Within(TimeWindow window) implements Selector {
    @Override
    public String inWords() {
      return "time " + window;
    }
  }

  private static Set<String> lower(Set<String> texts) {
    return texts.stream()
        .map(text -> text.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String anyOf(Collection<String> names) {
    return names.stream().sorted().collect(Collectors.joining(" or "));
  }
}
