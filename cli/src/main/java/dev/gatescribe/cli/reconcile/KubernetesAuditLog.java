package dev.gatescribe.cli.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The audit log of an API server, as its log backend writes it ({@code audit.k8s.io/v1}): one event
 * on each line, several for one request (its stages).
 *
 * <p>What the cluster's own parts do is left out: nodes, controllers, workloads. So is what was not
 * recognised, for it did not get in.
 */
public final class KubernetesAuditLog implements LoginLog {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A text of an event is not looked at beyond this. */
  private static final int TEXT_MAX = 1_024;

  /** Told before it is known on whose behalf the request is; each request has a later stage. */
  private static final String RECEIVED = "RequestReceived";

  private static final int UNAUTHORIZED = 401;

  private static final Set<String> CLUSTER_USERS =
      Set.of(
          "system:apiserver",
          "system:kube-controller-manager",
          "system:kube-scheduler",
          "system:kube-proxy",
          "system:cloud-controller-manager",
          "system:anonymous");

  private static final Set<String> CLUSTER_PREFIXES =
      Set.of("system:node:", "system:serviceaccount:", "system:bootstrap:");

  private final LogClock clock;
  private final Set<String> accounts;
  private final Consumer<ClusterRequest> requests;

  /** A request that has several stages is one request; another with the same id is another. */
  private final Set<String> seenStages = new HashSet<>();

  private final Set<String> seenRequests = new HashSet<>();
  private long clusterRequests;

  /**
   * For one file.
   *
   * @param accounts users of the cluster's own kind that are looked at nevertheless: the gateway's
   */
  public KubernetesAuditLog(
      LogClock clock, Set<String> accounts, Consumer<ClusterRequest> requests) {
    this.clock = clock;
    this.accounts = Set.copyOf(accounts);
    this.requests = requests;
  }

  /** Requests of the cluster's own parts, which were left out. */
  public long clusterRequests() {
    return clusterRequests;
  }

  @Override
  public Reading read(String line, LogPlace place, Consumer<TargetLogin> logins) {
    if (line.isBlank()) {
      return Reading.UNDERSTOOD;
    }
    JsonNode event;
    try {
      event = JSON.readTree(line);
    } catch (JsonProcessingException malformed) {
      return Reading.MALFORMED;
    }
    String id = text(event, "auditID");
    String stage = text(event, "stage");
    if (id.isEmpty() || stage.isEmpty()) {
      return Reading.MALFORMED;
    }
    Optional<Instant> at = clock.dateTime(text(event, "requestReceivedTimestamp"));
    if (at.isEmpty()) {
      return Reading.MALFORMED;
    }
    String user = text(event.path("user"), "username");
    if (user.isEmpty()
        || stage.equals(RECEIVED)
        || event.path("responseStatus").path("code").asInt() == UNAUTHORIZED
        || !isFirstOf(id, stage)) {
      return Reading.UNDERSTOOD;
    }
    if (isOfCluster(user)) {
      clusterRequests++;
      return Reading.UNDERSTOOD;
    }
    requests.accept(
        new ClusterRequest(
            at.get(),
            place,
            id,
            user,
            text(event.path("impersonatedUser"), "username"),
            SourceAddress.normal(text(event.path("sourceIPs"), 0)),
            text(event, "userAgent"),
            text(event, "verb"),
            text(event, "requestURI")));
    return Reading.UNDERSTOOD;
  }

  /** Whether this tells of a request that was not told of: a new one, or a stage twice. */
  private boolean isFirstOf(String id, String stage) {
    boolean newStage = seenStages.add(id + ' ' + stage);
    boolean newRequest = seenRequests.add(id);
    return newRequest || !newStage;
  }

  private boolean isOfCluster(String user) {
    return !accounts.contains(user)
        && (CLUSTER_USERS.contains(user) || CLUSTER_PREFIXES.stream().anyMatch(user::startsWith));
  }

  private static String text(JsonNode node, String name) {
    return bounded(node.path(name).asText());
  }

  private static String text(JsonNode node, int index) {
    return bounded(node.path(index).asText());
  }

  private static String bounded(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }
}
