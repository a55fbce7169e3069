package dev.gatescribe.identity;

import dev.gatescribe.session.IdpGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How people sign in with a browser.
 *
 * @param frontDoors what signs people in before the gateway
 * @param viewers groups whose members may look at recordings
 */
public record IdentitySettings(
    List<IssuerSettings> issuers,
    List<FrontDoorSettings> frontDoors,
    WebSessionBounds sessions,
    Set<IdpGroup> viewers) {
  /** Nobody signs in but with the links that the gateway prints. */
  public static final IdentitySettings NONE =
      new IdentitySettings(List.of(), List.of(), WebSessionBounds.USUAL, Set.of());

  public IdentitySettings {
    issuers = List.copyOf(issuers);
    frontDoors = List.copyOf(frontDoors);
    viewers = Set.copyOf(viewers);
  }

  /** The configured name of the issuer, or else of the front door, with this identifier. */
  public Optional<String> issuerName(String identifier) {
    return Stream.concat(
            issuers.stream()
                .filter(issuer -> issuer.issuer().toString().equals(identifier))
                .map(IssuerSettings::name),
            frontDoors.stream()
                .filter(door -> door.issuer().toString().equals(identifier))
                .map(FrontDoorSettings::name))
        .findFirst();
  }

  /** Whether nobody can sign in but with what the gateway itself gives out. */
  public boolean isEmpty() {
    return issuers.isEmpty() && frontDoors.isEmpty();
  }

  /**
   * How long a browser session lasts, and what it was told counts.
   *
   * @param idle without a request
   * @param maximum in all
   * @param refreshInterval how often the issuer is asked about the person meanwhile
   * @param refreshLimit how long a session goes on while the issuer cannot be asked
   * @param factsMaximum how long after the issuer last said them groups and address count for
   *     decisions, where no session is left by which it could be asked
   */
  public record WebSessionBounds(
      Duration idle,
      Duration maximum,
      Duration refreshInterval,
      Duration refreshLimit,
      Duration factsMaximum) {
    /**
     * A lunch; a working day; what somebody who was removed may still do; a restart of the issuer;
     * a working day.
     */
    public static final WebSessionBounds USUAL =
        new WebSessionBounds(
            Duration.ofHours(1),
            Duration.ofHours(12),
            Duration.ofMinutes(1),
            Duration.ofMinutes(15),
            Duration.ofHours(8));
  }
}
