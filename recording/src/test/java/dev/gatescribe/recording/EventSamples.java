package dev.gatescribe.recording;

import dev.gatescribe.session.AuditAction;
import dev.gatescribe.session.AuditEvent;
import dev.gatescribe.session.EndReason;
import dev.gatescribe.session.Labels;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.SessionDescription;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.ContentFlow;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.LimitEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import dev.gatescribe.session.event.StreamPurpose;
import dev.gatescribe.session.event.StreamVisibility;
import dev.gatescribe.session.event.TransactionStatus;
import dev.gatescribe.session.event.WithheldReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** At least one event of every kind, with fields that differ from each other. */
public final class EventSamples {
  public static final RecordingId ID = RecordingId.parse("01kdyw9bh0kzxwfh8rsb6v4d2e");
  public static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678901Z");

  /**
   * Three values, all of them text: {@code 7}, an empty one, none at all; results of any format.
   */
  private static final byte[] BOUND_VALUES = {
    0, 0, 0, 3, 0, 0, 0, 1, '7', 0, 0, 0, 0, -1, -1, -1, -1, 0, 0
  };

  private static final String EXEC_PATH =
      "/api/v1/namespaces/shop/pods/till-0/exec?command=sh&container=till&stdin=true&tty=true";

  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String LAST_HASH = "fedcba9876543210".repeat(4);

  private EventSamples() {}

  public static SessionDescription description(RecordingId id) {
    return description(id, Protocol.SSH, "web-1", "deploy");
  }

  private static SessionDescription description(
      RecordingId id, Protocol protocol, String target, String login) {
    return new SessionDescription(
        id,
        protocol,
        "asha",
        target,
        login,
        "192.0.2.7:50022",
        "publickey SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg",
        "operators-to-web",
        STARTED,
        Labels.of(Map.of("environment", "production", "example.net/team", "payments")));
  }

  public static AuditEvent auditEvent() {
    return new AuditEvent(
        STARTED.plusNanos(1),
        AuditAction.SESSION_DENIED,
        "target-not-allowed",
        ID.toString(),
        Protocol.POSTGRESQL,
        "asha",
        "ledger",
        "owner",
        "192.0.2.7:50023",
        "",
        "no rule lets asha reach ledger");
  }

  /** A whole database session. */
  public static List<Event> databaseSession(RecordingId id) {
    return session(description(id, Protocol.POSTGRESQL, "ledger", "owner"), database());
  }

  /** A whole Kubernetes session: a change, an exec with a terminal, a refused request. */
  public static List<Event> kubernetesSession(RecordingId id) {
    return session(description(id, Protocol.KUBERNETES, "shop", "shopkeepers"), kubernetes());
  }

  private static List<Event> session(SessionDescription description, List<Event> events) {
    List<Event> session = new ArrayList<>();
    session.add(new Event.SessionStarted(description));
    session.addAll(events);
    session.add(new Event.SessionEnded(EndReason.CLIENT_CLOSED, ""));
    return session;
  }

  /** All kinds of a database session, in an order that could have happened. */
  public static List<Event> database() {
    return List.of(
        new DatabaseEvent.StartupParameterSet("database", Content.of("shop")),
        new DatabaseEvent.TransactionChanged(TransactionStatus.IDLE),
        new DatabaseEvent.StatementStarted(
            1, StatementForm.SIMPLE_QUERY, "", Content.of("begin; select 'grüezi'")),
        new DatabaseEvent.ClientContentContinued(Content.of(" where true")),
        new DatabaseEvent.StatementEnded(1, 1, StatementOutcome.COMPLETED, "BEGIN", 0, "", ""),
        new DatabaseEvent.ResultReturned(1, 1, new Content.Withheld(WithheldReason.POLICY, 40)),
        new DatabaseEvent.StatementEnded(1, 2, StatementOutcome.COMPLETED, "SELECT 1", 1, "", ""),
        new DatabaseEvent.TransactionChanged(TransactionStatus.IN_TRANSACTION),
        new DatabaseEvent.StatementPrepared(
            "s_1", List.of(23, 0, -1), Content.of("select $1, $2, $3")),
        new DatabaseEvent.ValuesBound("p", "s_1", Content.of(BOUND_VALUES)),
        new DatabaseEvent.StatementStarted(2, StatementForm.PORTAL, "p", Content.of("")),
        new DatabaseEvent.CancelRequested("192.0.2.7:50024"),
        new DatabaseEvent.StatementEnded(
            2, 1, StatementOutcome.FAILED, "ERROR", 0, "57014", "canceling statement"),
        new DatabaseEvent.TransactionChanged(TransactionStatus.FAILED),
        new DatabaseEvent.StatementPrepared("s_1", List.of(), Content.of("select 1")),
        new DatabaseEvent.PreparationFailed(2),
        new DatabaseEvent.StatementStarted(
            3, StatementForm.SIMPLE_QUERY, "", Content.of("rollback; copy goods from stdin")),
        new DatabaseEvent.StatementEnded(3, 1, StatementOutcome.COMPLETED, "ROLLBACK", 0, "", ""),
        new DatabaseEvent.CopyInput(3, Content.of("1\tbread\n")),
        new DatabaseEvent.CopyInputEnded(3, "the client gave up"),
        new DatabaseEvent.StatementEnded(
            3, 2, StatementOutcome.FAILED, "ERROR", 0, "57014", "COPY from stdin failed"),
        new DatabaseEvent.NoticeReceived("WARNING", "25P01", "there is no transaction"),
        new DatabaseEvent.NotificationReceived(4_711, "orders", Content.of("new")),
        new DatabaseEvent.MessagesForwarded(3, 44, 5_000_000_000L, 9));
  }

  /** All kinds of a Kubernetes session, in an order that could have happened. */
  public static List<Event> kubernetes() {
    return List.of(
        new KubernetesEvent.RequestStarted(
            1,
            "PATCH",
            "patch",
            new RequestedResource("apps", "v1", "shop", "deployments", "till", "scale"),
            "kubectl/v1.32.4",
            Content.of("/apis/apps/v1/namespaces/shop/deployments/till/scale?dryRun=All")),
        new KubernetesEvent.RequestBody(1, Content.of("{\"spec\":{\"replicas\":3}}")),
        new KubernetesEvent.ResponseStarted(1, 200, "application/json"),
        new KubernetesEvent.ResponseBody(1, new Content.Withheld(WithheldReason.POLICY, 812)),
        new KubernetesEvent.RequestStarted(
            2,
            "GET",
            "create",
            new RequestedResource("", "v1", "shop", "pods", "till-0", "exec"),
            "kubectl/v1.32.4",
            Content.of(EXEC_PATH)),
        new KubernetesEvent.RequestEnded(1, RequestOutcome.COMPLETED),
        new KubernetesEvent.ResponseStarted(2, 101, ""),
        new KubernetesEvent.RequestUpgraded(2, "v5.channel.k8s.io"),
        new Event.StreamOpened(0, StreamVisibility.CONTENT),
        new KubernetesEvent.StreamAttached(2, 0, StreamPurpose.EXEC, "till"),
        new Event.TerminalOpened(0, "", 0, 0),
        new Event.TerminalResized(0, 120, 40),
        new Event.Output(0, Content.of("/ $ ")),
        new Event.Input(0, Content.of("id\r")),
        new Event.Output(0, Content.of("id\r\nuid=0(root)\r\n/ $ ")),
        new KubernetesEvent.RequestStarted(
            3,
            "POST",
            "create",
            new RequestedResource("", "v1", "vault", "secrets", "", ""),
            "kubectl/v1.32.4",
            Content.of("/api/v1/namespaces/vault/secrets")),
        new KubernetesEvent.RequestBody(3, new Content.Withheld(WithheldReason.SECRET, 99)),
        new KubernetesEvent.RequestRefused(3, "namespace vault", "namespace-not-allowed"),
        new KubernetesEvent.RequestEnded(3, RequestOutcome.REFUSED),
        new Event.Exited(0, 0),
        new Event.StreamClosed(0),
        new KubernetesEvent.RequestEnded(2, RequestOutcome.COMPLETED),
        // Where the next request has it; one sample of each kind is enough.
        new Event.TargetConnected("10.0.0.7", 41_234, "2001:db8::5", 65_535));
  }

  /** All kinds of an SSH session, in an order that could have happened. */
  public static List<Event> session() {
    return List.of(
        new Event.SessionStarted(description(ID)),
        new Event.StreamOpened(0, StreamVisibility.CONTENT),
        new Event.EnvironmentSet(0, "LANG", Content.of("de_AT.UTF-8")),
        new Event.EnvironmentSet(0, "TOKEN", new Content.Withheld(WithheldReason.POLICY, 40)),
        new Event.TerminalOpened(0, "xterm-256color", 120, 40),
        new Event.ShellStarted(0),
        new Event.Output(0, Content.of("grüezi ☃ \u001b[1m$\u001b[0m ")),
        new Event.Input(0, Content.of("ls\r")),
        new Event.Output(0, Content.of(new byte[] {(byte) 0xe2, (byte) 0x98})),
        new Event.Output(0, Content.of(new byte[] {(byte) 0x83, 0, (byte) 0xff})),
        new Event.TerminalResized(0, 200, 50),
        new Event.Input(0, new Content.Withheld(WithheldReason.NO_ECHO, 12)),
        new Event.StreamOpened(1, StreamVisibility.METADATA),
        new Event.CommandStarted(1, Content.of("tar c / | gzip")),
        new Event.ErrorOutput(1, Content.of("tar: removing leading /\n")),
        new Event.Output(1, new Content.Withheld(WithheldReason.OVER_LIMIT, 5_000_000_000L)),
        new Event.SignalSent(1, "TERM"),
        new Event.BreakSent(1, 500),
        new Event.EndOfInput(1),
        new Event.EndOfOutput(1),
        new Event.Killed(1, "TERM", true, "terminated"),
        new Event.StreamClosed(1),
        new Event.Refused(2, "direct-tcpip", "feature-not-allowed"),
        new Event.UnknownEvent(200, Content.of("from a later release")),
        new Event.Output(0, Content.of("")),
        new Event.Exited(0, 37),
        new Event.StreamClosed(0),
        new Event.SessionEnded(EndReason.CLIENT_CLOSED, "the client logged out"));
  }

  /** A whole session with two streams without a terminal, of which the beginning is kept. */
  public static List<Event> limitedSession(RecordingId id) {
    return session(description(id), limited());
  }

  /** A command whose input is longer than what is kept, and one that was still going on. */
  public static List<Event> limited() {
    return List.of(
        new Event.StreamOpened(1, StreamVisibility.CONTENT),
        new Event.CommandStarted(1, Content.of("cat > backup.tar")),
        new Event.Input(1, Content.of("first")),
        new LimitEvent.ContentLimited(ContentFlow.INPUT, 1, 5),
        new Event.Input(1, new Content.Withheld(WithheldReason.OVER_LIMIT, 5_000_000_000L)),
        new LimitEvent.ContentDigest(
            ContentFlow.INPUT, 1, false, 5_000_000_005L, 5_000_000_000L, HASH),
        new Event.Input(1, new Content.Withheld(WithheldReason.OVER_LIMIT, 300)),
        new LimitEvent.ContentDigest(
            ContentFlow.INPUT, 1, true, 5_000_000_305L, 5_000_000_300L, LAST_HASH),
        new Event.EndOfInput(1),
        new Event.StreamClosed(1),
        new Event.StreamOpened(2, StreamVisibility.CONTENT),
        new Event.CommandStarted(2, Content.of("cat backup.tar")),
        new Event.Output(2, Content.of("first")),
        new LimitEvent.ContentLimited(ContentFlow.OUTPUT, 2, 5),
        new Event.Output(2, new Content.Withheld(WithheldReason.OVER_LIMIT, 40)),
        new LimitEvent.ContentDigest(ContentFlow.OUTPUT, 2, false, 45, 40, HASH));
  }

  /** The kinds that stand in the audit log. */
  public static List<Event> audit() {
    return List.of(
        new Event.Audited(auditEvent()), new Event.SessionEnded(EndReason.GATEWAY_STOPPED, ""));
  }
}
