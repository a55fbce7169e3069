package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.format.RecordingKind;
import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.recording.verify.RecordingVerifier;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayedHost;
import dev.gatescribe.testbed.fixture.RecordedStreams;
import dev.gatescribe.testbed.fixture.RecordedStreams.Kind;
import dev.gatescribe.testbed.fixture.ServerFootprint;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Many sessions that are all there at the same moment, each of which runs a short command. */
public final class SessionsTrial {
  /** What a session leaves behind in pools and caches once, before anything is measured. */
  private static final int WARM_UP = 40;

  /** So many connect at the same time; sshd itself starts to drop beyond its MaxStartups. */
  private static final int CONNECTING_MOST = 200;

  /** Two hundred logins take about half a minute on two cores, clients and target included. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
  private static final Duration SETTLE_POLL = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(20);

  /** Pools may keep what they had at the peak; a session of MINA's takes some 100 KB while live. */
  public static final long HEAP_TOLERANCE_BYTES = 16L << 20;

  /** Pooled threads that have not timed out yet. */
  public static final int THREAD_TOLERANCE = 8;

  /** What came out: problems, and the server before, with all sessions open, and after. */
  public record Outcome(
      ServerFootprint before,
      ServerFootprint during,
      ServerFootprint after,
      List<String> problems) {
    public Outcome {
      problems = List.copyOf(problems);
    }
  }

  private final GatewayedHost host;
  private final SshDestination gateway;
  private final WebClient web;
  private final StoredRecordings recordings;
  private final List<String> problems = new ArrayList<>();

  private SessionsTrial(GatewayedHost host) {
    this.host = host;
    this.gateway = host.destination();
    this.web = host.web();
    this.recordings = host.gateway().recordings();
  }

  public static Outcome run(GatewayedHost host, int count) throws IOException {
    SessionsTrial trial = new SessionsTrial(host);
    trial.sessions(WARM_UP);
    ServerFootprint before = trial.footprint();
    ServerFootprint during = trial.sessions(count);
    ServerFootprint after = trial.settled(before);
    return new Outcome(before, during, after, trial.problems);
  }

  /** Opens so many, waits until all are there, lets them run to their end, and checks them. */
  private ServerFootprint sessions(int count) throws IOException {
    StoredRecordings.Since since = recordings.now();
    List<ChildProcess> clients = new ArrayList<>();
    ServerFootprint open;
    try {
      for (int number = 0; number < count; number++) {
        if (number >= CONNECTING_MOST) {
          awaitHere(clients.get(number - CONNECTING_MOST));
        }
        clients.add(gateway.ssh(command(number)).openInput().start());
      }
      for (ChildProcess client : clients) {
        awaitHere(client);
      }
      open = footprint();
      double live = web.metric("gatescribe_recordings_live", "");
      if (live != count) {
        problems.add(count + " sessions are open, and " + live + " are being recorded");
      }
      for (ChildProcess client : clients) {
        client.stdin().close();
      }
      for (int number = 0; number < count; number++) {
        checkClient(number, clients.get(number).await(LIMIT));
      }
    } finally {
      clients.forEach(ChildProcess::close);
    }
    checkRecordings(since.awaitFinished(count), count);
    return open;
  }

  private static void awaitHere(ChildProcess client) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> client.stdout().text().startsWith("here\n") || !client.isAlive());
  }

  private static String command(int number) {
    return "echo here; cat; echo output " + number + "; exit " + number % 100;
  }

  private static String output(int number) {
    return "here\noutput " + number + "\n";
  }

  private void checkClient(int number, CommandResult result) {
    if (!result.stdoutText().equals(output(number)) || result.exitStatus() != number % 100) {
      problems.add("session " + number + ": " + result);
    }
  }

  private void checkRecordings(Set<RecordingId> ids, int count) throws IOException {
    RecordingVerifier verifier =
        new RecordingVerifier(recordings.store(), RecordingKind.SESSION, null);
    Set<String> expected = new TreeSet<>();
    for (int number = 0; number < count; number++) {
      expected.add(command(number) + " → " + output(number));
    }
    for (RecordingId id : ids) {
      verifier.verify(id).findings().forEach(finding -> problems.add(finding.toString()));
      if (recordings.summary(id).state() != RecordingState.SEALED) {
        problems.add(id + " is not sealed");
      }
      RecordedStreams recorded = recordings.open(id);
      String told = recorded.command() + " → " + recorded.text(Kind.OUTPUT);
      if (!expected.remove(told)) {
        problems.add(id + " holds what nobody ran: " + told);
      }
    }
    expected.forEach(missing -> problems.add("not recorded: " + missing));
  }

  private ServerFootprint footprint() {
    return ServerFootprint.of(host.gateway().process(), web);
  }

  /** Waits until it has returned to where it was, within the tolerances; else says where it is. */
  private ServerFootprint settled(ServerFootprint before) {
    List<ServerFootprint> seen = new ArrayList<>();
    try {
      await()
          .atMost(SETTLE_LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(SETTLE_POLL)
          .until(() -> {
            seen.add(footprint());
            ServerFootprint now = seen.getLast();
            return now.heapBytes() <= before.heapBytes() + HEAP_TOLERANCE_BYTES
                && now.threads() <= before.threads() + THREAD_TOLERANCE;
          });
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      problems.add("heap and threads do not return: " + e.getMessage());
    }
    return seen.getLast();
  }
}
