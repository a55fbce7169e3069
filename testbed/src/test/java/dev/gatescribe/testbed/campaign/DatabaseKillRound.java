package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.read.RecordingState;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.DemoServer;
import dev.gatescribe.testbed.fixture.PsqlCommand;
import dev.gatescribe.testbed.fixture.StoredRecordings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kill in mid-query: several clients send statements, each with a mark of its own; the server
 * is killed at a random moment and started again. Then every mark that reached the database, and
 * every outcome that a client printed, has to be in the recordings.
 */
public final class DatabaseKillRound {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CLIENTS = 4;
  private static final int OUTCOMES_BEFORE_KILL_MAX = 3_000;

  /** What a client prints when the row that bears the mark was inserted. */
  private static final Pattern MARK = Pattern.compile("m[0-9]+-[0-9]+-[0-9]+");

  /**
   * What came out of one round.
   *
   * @param statements marks that reached the database
   * @param outcomes marks that clients printed
   * @param missing what of both is not in the recordings
   */
  public record Outcome(
      Set<RecordingId> recordings,
      int statements,
      int outcomes,
      List<String> missing,
      List<String> problems) {
    public boolean holds() {
      return missing.isEmpty() && problems.isEmpty() && statements > 0 && outcomes > 0;
    }
  }

  private final DemoServer demo;
  private final Random random;
  private final long round;

  private DatabaseKillRound(DemoServer demo, Random random, long round) {
    this.demo = demo;
    this.random = random;
    this.round = round;
  }

  /**
   * Runs one round. The server runs afterwards as it did before.
   *
   * @param random decides when the kill comes
   * @param round a number that no round on this data has had
   */
  public static Outcome run(DemoServer demo, Random random, long round) throws IOException {
    return new DatabaseKillRound(demo, random, round).run();
  }

  private Outcome run() throws IOException {
    direct("create table if not exists marks (mark text primary key)");
    StoredRecordings.Since since = demo.newRecordings();
    String uri = demo.environment().get("GATESCRIBE_PG_URI");
    List<ChildProcess> clients = new ArrayList<>();
    Set<String> printed = new HashSet<>();
    try {
      for (int client = 0; client < CLIENTS; client++) {
        ChildProcess psql =
            PsqlCommand.to(uri)
                .options("--quiet", "--tuples-only", "--no-align")
                .openInput()
                .start();
        clients.add(psql);
        int number = client;
        Thread.ofPlatform().daemon().start(() -> feed(psql.stdin(), number));
      }
      int killAfter = 1 + random.nextInt(OUTCOMES_BEFORE_KILL_MAX);
      await()
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> clients.stream().mapToLong(DatabaseKillRound::lines).sum() >= killAfter);
      demo.kill();
      for (ChildProcess client : clients) {
        client.await(LIMIT);
        printed.addAll(marks(client.stdout().text()));
      }
    } finally {
      clients.forEach(ChildProcess::close);
    }
    demo.restart();
    Set<RecordingId> ids = since.awaitFinished(CLIENTS);
    Set<String> executed =
        marks(direct("select mark from marks where mark like 'm" + round + "-%'"));
    return check(ids, executed, printed);
  }

  private static long lines(ChildProcess client) {
    return client.stdout().text().lines().count();
  }

  private void feed(OutputStream input, int client) {
    try (input) {
      for (long number = 0; ; number++) {
        String mark = "m" + round + "-" + client + "-" + number;
        String statement =
            number % 2 == 0
                ? "insert into marks values ('" + mark + "') returning mark;\n"
                : "select '" + mark + "' as mark, pg_sleep(0.0001);\n";
        input.write(statement.getBytes(StandardCharsets.US_ASCII));
        input.flush();
      }
    } catch (IOException e) {
      return; // The kill has ended the client: from here on nothing is sent.
    }
  }

  private Outcome check(Set<RecordingId> ids, Set<String> executed, Set<String> printed) {
    List<String> problems = new ArrayList<>();
    Set<String> recordedStatements = new HashSet<>();
    Set<String> recordedOutcomes = new HashSet<>();
    for (RecordingId id : ids) {
      RecordingState state = demo.recordings().summary(id).state();
      if (state != RecordingState.TRUNCATED) {
        problems.add(id + " was live at the kill and is " + state.code());
      }
      Map<Integer, Set<String>> marks = new HashMap<>();
      for (Event event : demo.recordings().open(id).events()) {
        switch (event) {
          case DatabaseEvent.StatementStarted(
                  int statement,
                  _,
                  _,
                  Content.Clear(ByteBuffer text)) ->
              marks.put(
                  statement, marks(StandardCharsets.UTF_8.decode(text.duplicate()).toString()));
          case DatabaseEvent.StatementEnded ended ->
              recordedOutcomes.addAll(marks.getOrDefault(ended.statement(), Set.of()));
          default -> {}
        }
      }
      marks.values().forEach(recordedStatements::addAll);
    }
    List<String> missing = new ArrayList<>();
    for (String mark : executed) {
      if (!recordedStatements.contains(mark)) {
        missing.add("the statement " + mark);
      }
    }
    for (String mark : printed) {
      if (!recordedOutcomes.contains(mark)) {
        missing.add("the outcome of " + mark);
      }
    }
    return new Outcome(ids, executed.size(), printed.size(), missing, problems);
  }

  private static Set<String> marks(String text) {
    Set<String> marks = new HashSet<>();
    Matcher matcher = MARK.matcher(text);
    while (matcher.find()) {
      marks.add(matcher.group());
    }
    return marks;
  }

  private String direct(String sql) {
    return PsqlCommand.to(demo.environment().get("GATESCRIBE_PG_DIRECT_URI"))
        .command(sql)
        .run()
        .orFail()
        .stdoutText();
  }
}
