package dev.gatescribe.cli.reconcile;

import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.read.RecordingCatalog;
import dev.gatescribe.recording.read.RecordingNotFoundException;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.TimedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds for each request in an API server's audit log the session that sent it. The gateway chooses
 * the request's audit id, which names session and request; the recording has to know that request,
 * of that principal, at that time. An audit id explains one request.
 */
public final class RequestReconciliation {
  /** {@code SESSION-REQUEST}, or {@code SESSION-REQUEST-SENDING} where it was sent again. */
  private static final Pattern AUDIT_ID =
      Pattern.compile("(?<session>[0-9a-z]{26})-(?<request>[1-9]\\d{0,9})(?:-\\d{1,3})?");

  private final RecordingCatalog catalog;
  private final @Nullable String target;
  private final Duration tolerance;
  private final Map<Somebody, List<ClusterRequest>> unexplained = new LinkedHashMap<>();
  private final Map<Somebody, String> reasons = new HashMap<>();
  private final Set<String> explaining = new HashSet<>();
  private final List<String> unreadable = new ArrayList<>();
  private int explained;

  /** Whoever makes requests; their requests are told together. */
  private record Somebody(String user, String impersonated, String address, String agent) {}

  /** A request that a recording knows. */
  private record Recorded(String principal, String verb, String path, Instant at) {}

  /**
   * For one cluster.
   *
   * @param target only sessions on this target explain anything; null for all
   * @param tolerance how far the clocks of gateway and target may be apart
   */
  public RequestReconciliation(
      RecordingCatalog catalog, @Nullable String target, Duration tolerance) {
    this.catalog = catalog;
    this.target = target;
    this.tolerance = tolerance;
  }

  /** Compares. */
  public void compare(List<ClusterRequest> requests) throws IOException {
    Map<RecordingId, List<ClusterRequest>> bySession = new TreeMap<>();
    for (ClusterRequest request : requests) {
      Matcher id = AUDIT_ID.matcher(request.auditId());
      RecordingId session = id.matches() ? sessionOf(id.group("session")) : null;
      if (session == null) {
        leave(request, "no gateway sent it");
      } else {
        bySession.computeIfAbsent(session, _ -> new ArrayList<>()).add(request);
      }
    }
    for (Map.Entry<RecordingId, List<ClusterRequest>> entry : bySession.entrySet()) {
      compare(entry.getKey(), entry.getValue());
    }
  }

  private static @Nullable RecordingId sessionOf(String text) {
    try {
      return RecordingId.parse(text);
    } catch (IllegalArgumentException noId) {
      return null;
    }
  }

  private void compare(RecordingId session, List<ClusterRequest> requests) throws IOException {
    Map<Integer, Recorded> recorded = new HashMap<>();
    String problem = "its audit id names session " + session + ", which does not know it";
    try {
      recorded = recorded(session);
    } catch (RecordingNotFoundException missing) {
      problem = "its audit id names session " + session + ", of which nothing is stored";
    } catch (DamagedRecordingException damaged) {
      unreadable.add(session + ": " + damaged.getMessage());
      problem = "the recording of session " + session + " cannot be read";
    }
    requests.sort(Comparator.comparing(ClusterRequest::at));
    for (ClusterRequest request : requests) {
      Matcher id = AUDIT_ID.matcher(request.auditId());
      Recorded known =
          id.matches() ? recorded.get((int) Long.parseLong(id.group("request"))) : null;
      if (known == null || !isSame(known, request)) {
        leave(request, problem);
      } else if (explaining.add(request.auditId())) {
        explained++;
      } else {
        leave(request, "its audit id was used before, by a request of session " + session);
      }
    }
  }

  private Map<Integer, Recorded> recorded(RecordingId session)
      throws IOException, RecordingNotFoundException {
    Map<Integer, Recorded> recorded = new HashMap<>();
    SessionDescription[] description = {null};
    catalog
        .open(session)
        .forEach(timed -> {
          if (timed.event() instanceof Event.SessionStarted(var described)) {
            description[0] = described;
          } else if (timed.event() instanceof KubernetesEvent.RequestStarted started) {
            add(description[0], timed, started, recorded);
          }
        });
    return recorded;
  }

  private void add(
      @Nullable SessionDescription session,
      TimedEvent timed,
      KubernetesEvent.RequestStarted started,
      Map<Integer, Recorded> recorded) {
    if (session == null
        || session.protocol() != Protocol.KUBERNETES
        || (target != null && !target.equals(session.target()))) {
      return;
    }
    recorded.put(
        started.request(),
        new Recorded(
            session.principal(),
            started.verb(),
            path(text(started.content())),
            session.startedAt().plus(timed.offsetMicros(), ChronoUnit.MICROS)));
  }

  private boolean isSame(Recorded known, ClusterRequest request) {
    return known.principal().equals(request.impersonated())
        && known.verb().equals(request.verb())
        && known.path().equals(path(request.uri()))
        && !request.at().isBefore(known.at().minus(tolerance))
        && !request.at().isAfter(known.at().plus(LoginReconciliation.LOGIN_MAX).plus(tolerance));
  }

  private static String text(Content content) {
    return switch (content) {
      case Content.Clear(var bytes) -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
      case Content.Withheld _ -> "";
    };
  }

  /** Without the query, of which an API server may write less or in another order. */
  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private void leave(ClusterRequest request, String why) {
    Somebody somebody =
        new Somebody(request.user(), request.impersonated(), request.address(), request.agent());
    unexplained.computeIfAbsent(somebody, _ -> new ArrayList<>()).add(request);
    reasons.putIfAbsent(somebody, why);
  }

  /** Who made requests that no session explains, and how many; who came first is first. */
  public List<Bypass> bypasses() {
    List<Bypass> bypasses = new ArrayList<>();
    unexplained.forEach((somebody, requests) -> {
      ClusterRequest first =
          requests.stream().min(Comparator.comparing(ClusterRequest::at)).orElseThrow();
      bypasses.add(
          new Bypass(
              Protocol.KUBERNETES.code(),
              first.at(),
              first.place(),
              somebody.impersonated().isEmpty()
                  ? somebody.user()
                  : somebody.user() + " as " + somebody.impersonated(),
              somebody.address(),
              somebody.agent(),
              requests.size(),
              reasons.getOrDefault(somebody, "")));
    });
    bypasses.sort(Comparator.comparing(Bypass::at));
    return bypasses;
  }

  /** How many requests a session explains. */
  public int explained() {
    return explained;
  }

  /** Sessions that an audit id names and whose recordings cannot be read, a line each. */
  public List<String> unreadable() {
    return List.copyOf(unreadable);
  }
}
