package dev.gatescribe.cli.coverage;

import dev.gatescribe.cli.CommandFailedException;
import dev.gatescribe.cli.ExitCode;
import dev.gatescribe.cli.reconcile.Bypass;
import dev.gatescribe.cli.reconcile.ClusterRequest;
import dev.gatescribe.cli.reconcile.LoginReconciliation;
import dev.gatescribe.cli.reconcile.Match;
import dev.gatescribe.cli.reconcile.RecordedConnections;
import dev.gatescribe.cli.reconcile.RequestReconciliation;
import dev.gatescribe.cli.reconcile.SessionConnection;
import dev.gatescribe.cli.reconcile.TargetLogin;
import dev.gatescribe.cli.recordings.StoreOptions;
import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingCatalog;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "reconcile",
    description = {
      "Read what targets wrote about logins, and name each that no recorded session explains.",
      "",
      "Each session's recording says from which address and port the gateway reached the target. A",
      "login of another source, of another account, or beside the session whose it would be, went",
      "round the gateway. A request to a cluster is known by the audit id that the gateway gave it."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Every login has its session.",
      "1:A recording that was needed is damaged.",
      "2:Nothing could be said: wrong words, no such log or store.",
      "3:There are logins that no session explains."
    },
    mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LogOptions logs;
  @Mixin private StoreOptions store;

  @Option(
      names = "--target",
      paramLabel = "NAME",
      description = {
        "The target whose logs these are, as the configuration calls it: only its sessions explain",
        "a login. Without it sessions on any target do."
      })
  private @Nullable String target;

  @Option(
      names = "--match",
      paramLabel = "BY",
      defaultValue = "address",
      description = {
        "What tells a session's login: address (and port; exact), port (where the address is",
        "rewritten on the way), or time (where the port is, too; counts logins of the same account)."
      })
  private Match match;

  @Option(
      names = "--tolerance",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "60s",
      description = "How far clocks may be apart (default: ${DEFAULT-VALUE}).")
  private Duration tolerance;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Leave out logins before, such as 2026-11-21 or 2026-11-21T09:30:00Z.")
  private Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = PointInTime.class,
      description = "Leave out logins from then on.")
  private Instant to = Instant.MAX;

  @Option(
      names = "--unseen",
      description = "Name also the sessions whose login is in none of the logs.")
  private boolean unseen;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ReconcileCommand() {}

  @Override
  public Integer call() throws IOException {
    if (logs.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name a log with --sshd, --postgres or --kubernetes");
    }
    if (tolerance.isNegative()) {
      throw new ParameterException(spec.commandLine(), "--tolerance is at least 0s");
    }
    LogOptions.Outcome read = read();
    List<TargetLogin> logins =
        read.logins().stream().filter(login -> isLookedAt(login.at())).toList();
    List<ClusterRequest> requests =
        read.requests().stream().filter(request -> isLookedAt(request.at())).toList();
    RecordingCatalog catalog = store.catalog(RecordingKind.SESSION);

    List<SessionConnection> connections = List.of();
    List<String> unreadable = new ArrayList<>();
    if (!logins.isEmpty()) {
      RecordedConnections recorded = recordedAround(logins, catalog);
      connections = recorded.connections();
      unreadable.addAll(recorded.unreadable());
    }
    LoginReconciliation sessions = LoginReconciliation.of(logins, connections, match, tolerance);
    RequestReconciliation cluster = new RequestReconciliation(catalog, target, tolerance);
    cluster.compare(requests);
    unreadable.addAll(cluster.unreadable());

    List<Bypass> bypasses = new ArrayList<>(sessions.bypasses());
    bypasses.addAll(cluster.bypasses());
    bypasses.sort(Comparator.comparing(Bypass::at));
    ReconcileReport report =
        new ReconcileReport(
            read,
            logins.size(),
            requests.size(),
            sessions.explained() + cluster.explained(),
            bypasses,
            sessions.unseen(connections, logins),
            unreadable,
            match);
    if (json) {
      report.printJson(spec.commandLine().getOut());
    } else {
      report.print(spec.commandLine().getOut(), unseen);
    }
    return bypasses.isEmpty()
        ? unreadable.isEmpty() ? ExitCode.OK : ExitCode.DOES_NOT_HOLD
        : ExitCode.BYPASSED;
  }

  private LogOptions.Outcome read() throws IOException {
    try {
      return logs.read();
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private boolean isLookedAt(Instant at) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  /** Sessions that were asked for early enough, and not too late, for one of the logins. */
  private RecordedConnections recordedAround(List<TargetLogin> logins, RecordingCatalog catalog)
      throws IOException {
    Instant first =
        logins.stream().map(TargetLogin::at).min(Comparator.naturalOrder()).orElseThrow();
    Instant last =
        logins.stream().map(TargetLogin::at).max(Comparator.naturalOrder()).orElseThrow();
    // A session is asked for, then admitted and recorded, and only then reaches its target.
    Duration before = tolerance.plus(LoginReconciliation.LOGIN_MAX.multipliedBy(2));
    return RecordedConnections.read(catalog, first.minus(before), last.plus(tolerance), target);
  }
}
