package dev.gatescribe.cli.coverage;

import dev.gatescribe.cli.reconcile.ClusterRequest;
import dev.gatescribe.cli.reconcile.KubernetesAuditLog;
import dev.gatescribe.cli.reconcile.LogClock;
import dev.gatescribe.cli.reconcile.LogFile;
import dev.gatescribe.cli.reconcile.LoginLog;
import dev.gatescribe.cli.reconcile.PostgresCsvLog;
import dev.gatescribe.cli.reconcile.PostgresJsonLog;
import dev.gatescribe.cli.reconcile.PostgresLog;
import dev.gatescribe.cli.reconcile.SshdLog;
import dev.gatescribe.cli.reconcile.TargetLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which logs of targets are read, and how. */
final class LogOptions {
  @Option(
      names = "--sshd",
      paramLabel = "FILE",
      arity = "1..*",
      description = "What sshd wrote through syslog, or journalctl -o short-iso; also as .gz.")
  private List<Path> sshd = new ArrayList<>();

  @Option(
      names = "--postgres",
      paramLabel = "FILE",
      arity = "1..*",
      description = {
        "PostgreSQL's log with log_connections on: of stderr, or csvlog (*.csv), or jsonlog (*.json)."
      })
  private List<Path> postgres = new ArrayList<>();

  @Option(
      names = "--kubernetes",
      paramLabel = "FILE",
      arity = "1..*",
      description = "The audit log of an API server.")
  private List<Path> kubernetes = new ArrayList<>();

  @Option(
      names = "--log-line-prefix",
      paramLabel = "TEXT",
      defaultValue = "%m [%p] ",
      description = "PostgreSQL's log_line_prefix (default: \"${DEFAULT-VALUE}\").")
  private String linePrefix;

  @Option(
      names = "--gateway-account",
      paramLabel = "USER",
      arity = "1..*",
      description = {
        "The gateway's own users in the cluster, if they are service accounts: what service accounts",
        "and the cluster's own parts do is left out otherwise."
      })
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone of logs that do not say theirs (default: this machine's).")
  private @Nullable ZoneId zone;

  @Option(
      names = "--clock-ahead",
      paramLabel = "TIME",
      converter = TimeSpan.class,
      defaultValue = "0s",
      description = "How far the targets' clocks are ahead of the gateway's, such as 90s or -2m.")
  private Duration ahead;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  LogOptions() {}

  boolean isEmpty() {
    return sshd.isEmpty() && postgres.isEmpty() && kubernetes.isEmpty();
  }

  /** What was read of all logs, as long as it was understood. */
  record Outcome(
      List<TargetLogin> logins,
      List<ClusterRequest> requests,
      List<LogFile.Outcome> files,
      long clusterRequests) {}

  Outcome read() throws IOException {
    List<TargetLogin> logins = new ArrayList<>();
    List<ClusterRequest> requests = new ArrayList<>();
    List<LogFile.Outcome> files = new ArrayList<>();
    long clusterRequests = 0;
    for (Path file : sshd) {
      files.add(read(file, new SshdLog(clock(file)), logins::add));
    }
    for (Path file : postgres) {
      files.add(read(file, postgresLog(file), logins::add));
    }
    for (Path file : kubernetes) {
      KubernetesAuditLog log =
          new KubernetesAuditLog(clock(file), Set.copyOf(accounts), requests::add);
      int before = requests.size();
      LogFile.Outcome outcome = read(file, log, logins::add);
      files.add(outcome.withLogins(requests.size() - before));
      clusterRequests += log.clusterRequests();
    }
    return new Outcome(logins, requests, files, clusterRequests);
  }

  private static LogFile.Outcome read(Path file, LoginLog log, Consumer<TargetLogin> logins)
      throws IOException {
    return new LogFile(file, file.toString()).read(log, logins);
  }

  private LoginLog postgresLog(Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".csv")) {
      return new PostgresCsvLog(clock(file));
    }
    return name.endsWith(".json")
        ? new PostgresJsonLog(clock(file))
        : new PostgresLog(clock(file), linePrefix);
  }

  private LogClock clock(Path file) throws IOException {
    return new LogClock(
        zone == null ? ZoneId.systemDefault() : zone,
        ahead,
        Files.getLastModifiedTime(file).toInstant());
  }
}
