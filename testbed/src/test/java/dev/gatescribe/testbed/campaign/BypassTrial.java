package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatescribe.testbed.fixture.CommandLineTool;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.PsqlCommand;
import dev.gatescribe.testbed.fixture.SshDestination;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import dev.gatescribe.testbed.fixture.TimedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Sessions through the gateway on a real sshd and a real PostgreSQL, and among them, at random
 * moments, logins that go round it with the gateway's own credential, as the same accounts. Then
 * the logs of both are read: each that went round has to be named, by the port it came from, and
 * nobody else.
 */
public final class BypassTrial {
  /** Clients at a time: enough that sessions and bypasses of one account overlap. */
  private static final int CLIENTS = 6;

  private static final Duration LIMIT = Duration.ofMinutes(40);
  private static final Duration LOG_LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);

  /** What the command exits with when it found bypasses. */
  private static final int BYPASSED = 3;

  /** What is done; half of each goes to sshd. */
  private enum Doing {
    SSH_SESSION,
    DATABASE_SESSION,
    SSH_BYPASS,
    DATABASE_BYPASS
  }

  /**
   * What came out.
   *
   * @param printed what the command says to people
   * @param named planted logins that were named
   * @param falselyNamed named logins that were not planted
   */
  public record Outcome(
      String printed,
      int plantedSsh,
      int plantedDatabase,
      int named,
      int falselyNamed,
      long comparedMillis,
      List<String> problems) {
    public boolean holds() {
      return problems.isEmpty() && named == plantedSsh + plantedDatabase && falselyNamed == 0;
    }
  }

  private final SshDestination gateway;
  private final SshDestination host;
  private final String databaseUri;
  private final String directUri;
  private final DemoServer demo;
  private final Set<String> plantedSsh = Collections.synchronizedSet(new HashSet<>());
  private final Set<String> plantedDatabase = Collections.synchronizedSet(new HashSet<>());
  private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

  private BypassTrial(DemoServer demo) {
    Map<String, String> environment = demo.environment();
    this.demo = demo;
    this.gateway = demo.gateway();
    this.host = demo.host();
    this.databaseUri = environment.get("GATESCRIBE_PG_URI");
    this.directUri = environment.get("GATESCRIBE_PG_DIRECT_URI");
  }

  /**
   * Runs it.
   *
   * @param random decides who comes when
   */
  public static Outcome run(DemoServer demo, int sessions, int bypasses, Random random)
      throws IOException {
    return new BypassTrial(demo).run(sessions, bypasses, random);
  }

  private Outcome run(int sessions, int bypasses, Random random) throws IOException {
    logConnections();
    Path databaseLog = demo.data().resolve("demo/postgresql/postgresql.log");
    Path databaseLogOfTrial = demo.scratch("postgresql.log");
    long before = Files.size(databaseLog);
    StoredRecordings.Since since = demo.newRecordings();
    Path authLog = demo.scratch("auth.log");
    try (TimedLog _ = TimedLog.follow(demo.data().resolve("demo/sshd.log"), authLog)) {
      work(deeds(sessions, bypasses, random));
      since.awaitFinished(sessions);
      // Whoever logs in last is in the log first, so that the end of the log is known.
      await()
          .atMost(LOG_LIMIT)
          .pollInterval(POLL)
          .until(() -> occurrences(authLog, "Accepted ") >= logins(sessions, bypasses));
    }
    byte[] logged = Files.readAllBytes(databaseLog);
    Files.write(
        databaseLogOfTrial,
        java.util.Arrays.copyOfRange(logged, Math.toIntExact(before), logged.length));
    return reconcile(authLog, databaseLogOfTrial);
  }

  private static int logins(int sessions, int bypasses) {
    return (sessions + 1) / 2 + (bypasses + 1) / 2;
  }

  /** The demo's database does not log logins unless it is told to; its operator may. */
  private void logConnections() throws IOException {
    String password = Files.readString(demo.data().resolve("demo/postgresql/password")).strip();
    String superuser = directUri.replaceFirst("//[^@]*@", "//gatescribe:" + password + "@");
    PsqlCommand.to(superuser)
        .command("alter system set log_connections = on")
        .command("select pg_reload_conf()")
        .run()
        .orFail();
  }

  private static List<Doing> deeds(int sessions, int bypasses, Random random) {
    List<Doing> deeds = new ArrayList<>();
    for (int number = 0; number < sessions; number++) {
      deeds.add(number % 2 == 0 ? Doing.SSH_SESSION : Doing.DATABASE_SESSION);
    }
    for (int number = 0; number < bypasses; number++) {
      deeds.add(number % 2 == 0 ? Doing.SSH_BYPASS : Doing.DATABASE_BYPASS);
    }
    Collections.shuffle(deeds, random);
    return deeds;
  }

  private void work(List<Doing> deeds) {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      deeds.forEach(deed ->
          clients.execute(() -> {
            try {
              work(deed);
            } catch (RuntimeException | AssertionError failure) {
              problems.add(deed + ": " + failure.getMessage());
            }
          }));
      clients.shutdown();
      if (!clients.awaitTermination(LIMIT.toMinutes(), TimeUnit.MINUTES)) {
        problems.add("not everybody came to an end within " + LIMIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add("interrupted");
    } finally {
      clients.shutdownNow();
    }
  }

  private void work(Doing deed) {
    switch (deed) {
      case SSH_SESSION -> gateway.ssh("true").run().orFail();
      case DATABASE_SESSION -> PsqlCommand.to(databaseUri).command("select 1").run().orFail();
      case SSH_BYPASS ->
          plantedSsh.add(
              host.ssh("echo $SSH_CLIENT").run().orFail().stdoutText().split(" ", -1)[1]);
      case DATABASE_BYPASS ->
          plantedDatabase.add(
              PsqlCommand.to(directUri)
                  .command("select inet_client_port()")
                  .run()
                  .orFail()
                  .stdoutText()
                  .strip());
    }
  }

  private Outcome reconcile(Path authLog, Path databaseLog) throws IOException {
    List<String> words =
        List.of(
            "coverage",
            "reconcile",
            "--store",
            demo.store().toString(),
            "--sshd",
            authLog.toString(),
            "--postgres",
            databaseLog.toString());
    CommandResult printed = CommandLineTool.run(words.toArray(String[]::new));
    List<String> asJson = new ArrayList<>(words);
    asJson.add("--json");
    long begin = System.nanoTime();
    CommandResult result = CommandLineTool.run(asJson.toArray(String[]::new));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    if (result.exitStatus() != BYPASSED) {
      problems.add("exit status " + result.exitStatus() + ": " + result);
      return new Outcome(
          printed.stdoutText(),
          plantedSsh.size(),
          plantedDatabase.size(),
          0,
          0,
          millis,
          List.copyOf(problems));
    }
    JsonNode found = JsonMapper.builder().build().readTree(result.stdout());
    found.get("unreadable").forEach(line -> problems.add(line.asText()));
    found
        .get("files")
        .forEach(file -> {
          if (file.get("malformed").asLong() > 0) {
            problems.add("not understood: " + file);
          }
        });
    Set<String> open = new HashSet<>();
    plantedSsh.forEach(port -> open.add("ssh " + port));
    plantedDatabase.forEach(port -> open.add("postgresql " + port));
    int planted = open.size();
    int falselyNamed = 0;
    for (JsonNode bypass : found.get("bypasses")) {
      String from = bypass.get("from").asText();
      String port = from.substring(from.lastIndexOf(' ') + 1);
      if (!open.remove(bypass.get("kind").asText() + " " + port)) {
        falselyNamed++;
        problems.add("named, and nobody planted it: " + bypass);
      }
    }
    open.forEach(missed -> problems.add("planted and not named: " + missed));
    return new Outcome(
        printed.stdoutText(),
        plantedSsh.size(),
        plantedDatabase.size(),
        planted - open.size(),
        falselyNamed,
        millis,
        List.copyOf(problems));
  }

  private static long occurrences(Path log, String words) throws IOException {
    return Files.readString(log).lines().filter(line -> line.contains(words)).count();
  }
}
