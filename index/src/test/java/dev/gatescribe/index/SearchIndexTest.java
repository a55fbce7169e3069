package dev.gatescribe.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gatescribe.recording.read.DamagedRecordingException;
import dev.gatescribe.recording.search.Phrase;
import dev.gatescribe.recording.search.SearchHit;
import dev.gatescribe.recording.search.SearchPage;
import dev.gatescribe.recording.search.SearchQuery;
import dev.gatescribe.recording.search.SearchUnavailableException;
import dev.gatescribe.recording.text.TextKind;
import dev.gatescribe.session.Protocol;
import dev.gatescribe.session.RecordingId;
import dev.gatescribe.session.event.Content;
import dev.gatescribe.session.event.DatabaseEvent;
import dev.gatescribe.session.event.Event;
import dev.gatescribe.session.event.KubernetesEvent;
import dev.gatescribe.session.event.RequestOutcome;
import dev.gatescribe.session.event.RequestedResource;
import dev.gatescribe.session.event.StatementForm;
import dev.gatescribe.session.event.StatementOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class SearchIndexTest {
  @TempDir static Path cluster;
  @TempDir Path directory;

  private static PostgresServer server;
  private final MetadataDatabase database = new MetadataDatabase();
  private MetadataAddress address;
  private StoredSessions sessions;
  private SearchIndexer indexer;
  private SearchIndex index;

  @BeforeAll
  static void startServer() throws Exception {
    server = new PostgresServer(cluster);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() throws Exception {
    address = server.newDatabase();
    database.connect(address);
    sessions = new StoredSessions(directory);
    indexer = new SearchIndexer(database, sessions.catalog());
    index = new SearchIndex(database);
  }

  @AfterEach
  void disconnect() {
    database.close();
  }

  @Test
  void phraseStandsInALineOfOutputThenItIsFoundAtItsMoment() throws Exception {
    RecordingId id = sessions.terminal("first line", "root@web-1:~# cat /etc/passwd", "third line");
    indexer.derive(id);

    SearchHit hit = only(search("etc/passwd"));

    assertThat(hit.session().id()).isEqualTo(id);
    assertThat(hit.session().principal()).isEqualTo("alice");
    assertThat(hit.kind()).isEqualTo(TextKind.OUTPUT);
    assertThat(hit.stream()).isEqualTo(1);
    assertThat(hit.offsetMicros()).isEqualTo(4_000_000);
    assertThat(hit.sequence()).isEqualTo(4);
    assertThat(hit.before() + "[" + hit.found() + "]" + hit.after())
        .isEqualTo("root@web-1:~# cat /[etc/passwd]");
    assertThat(search("passwd etc")).isEmpty();
    assertThat(search("LINE")).hasSize(1); // One hit a chunk.
    assertThat(search("kube-system")).isEmpty();
  }

  @Test
  void everyKindOfTextIsFoundAndTold() throws Exception {
    RecordingId ssh =
        sessions.put(
            Protocol.SSH,
            "alice",
            "web-1",
            List.of(
                new Event.CommandStarted(1, Content.of("tar czf /backup/home.tgz")),
                new Event.TerminalOpened(2, "xterm", 80, 24),
                new Event.Input(2, Content.of("lss\u007f -la /srv\r")),
                new Event.Refused(2, "agent forwarding", "policy")));
    RecordingId sql =
        sessions.put(
            Protocol.POSTGRESQL,
            "bob",
            "shop",
            List.of(
                new DatabaseEvent.StatementStarted(
                    1, StatementForm.SIMPLE_QUERY, "", Content.of("select *\nfrom orders_2026")),
                new DatabaseEvent.StatementEnded(
                    1, 1, StatementOutcome.FAILED, "ERROR", 0, "42P01", "no such relation")));
    RecordingId calls =
        sessions.put(
            Protocol.KUBERNETES,
            "carol",
            "prod",
            List.of(
                new KubernetesEvent.RequestStarted(
                    1,
                    "POST",
                    "create",
                    RequestedResource.NONE,
                    "kubectl",
                    Content.of("/api/v1/namespaces/kube-system/pods/dns/exec?command=cat%20a")),
                new KubernetesEvent.RequestBody(1, Content.of("{\"replicas\": 3}")),
                new KubernetesEvent.RequestEnded(1, RequestOutcome.COMPLETED)));
    for (RecordingId id : List.of(ssh, sql, calls)) {
      indexer.derive(id);
    }

    assertKind("czf backup home", TextKind.COMMAND, ssh);
    assertKind("ls -la /srv", TextKind.INPUT, ssh);
    assertKind("agent forwarding policy", TextKind.MESSAGE, ssh);
    assertKind("SELECT * FROM orders_2026", TextKind.STATEMENT, sql);
    assertKind("42P01 no such relation", TextKind.MESSAGE, sql);
    assertKind("kube-system/pods/dns", TextKind.REQUEST, calls);
    assertKind("command=cat a", TextKind.REQUEST, calls);
    assertKind("replicas 3", TextKind.REQUEST, calls);
  }

  private void assertKind(String phrase, TextKind kind, RecordingId id) throws Exception {
    SearchHit hit = only(search(phrase));
    assertThat(hit.kind()).as(phrase).isEqualTo(kind);
    assertThat(hit.session().id()).as(phrase).isEqualTo(id);
  }

  @Test
  void filtersNarrowAndPagesGoOnFromNewestToOldestWithoutGapOrRepetition() throws Exception {
    List<RecordingId> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.addFirst(
          sessions.terminalOf(i % 3 == 0 ? "bob" : "alice", "web-" + i % 2, "deploy release " + i));
      indexer.derive(ids.getFirst());
    }

    SearchQuery query = SearchQuery.of(Phrase.parse("deploy release", false), 7);
    List<RecordingId> found = new ArrayList<>();
    SearchPage page = index.search(query);
    while (true) {
      page.hits().forEach(hit -> found.add(hit.session().id()));
      if (page.next() == null) {
        break;
      }
      assertThat(page.hits()).hasSize(7);
      page = index.search(query.from(page.next()));
    }

    assertThat(found).isEqualTo(ids);
    assertThat(filtered("bob", null)).hasSize(10);
    assertThat(filtered("alice", "web-1")).hasSize(10);
    assertThat(filtered("nobody", null)).isEmpty();
    assertThat(search("release 2", true)).hasSize(11); // 2 and 20 to 29.
    assertThat(search("release 2")).hasSize(1);
  }

  private List<SearchHit> filtered(String principal, String target) throws Exception {
    return index
        .search(
            new SearchQuery(
                Phrase.parse("deploy", false),
                Set.of(TextKind.OUTPUT),
                Protocol.SSH,
                principal,
                target,
                null,
                null,
                100,
                null))
        .hits();
  }

  @Test
  void recordingIsIndexedAgainThenNothingChanges() throws Exception {
    RecordingId id = sessions.terminal("only once");
    assertThat(indexer.missing(List.of(id))).containsExactly(id);

    indexer.derive(id);
    indexer.derive(id);

    assertThat(search("only once")).hasSize(1);
    assertThat(index.recordings()).isOne();
    assertThat(indexer.missing(List.of(id))).isEmpty();
    indexer.forget(id);
    assertThat(search("only once")).isEmpty();
    assertThat(indexer.missing(List.of(id))).containsExactly(id);
  }

  @Test
  void hostileTextIsIndexedThenItIsPlainTextAndNothingBreaks() throws Exception {
    RecordingId id =
        sessions.put(
            Protocol.SSH,
            "o'brien\u0000\\\t\n\ud800",
            "web\u001b[2J",
            List.of(
                new Event.TerminalOpened(1, "xterm", 80, 24),
                new Event.Output(
                    1,
                    Content.of(
                        "\u001b]52;c;aGk=\u0007ev\u001b[31mil\u001b[0m \\ ' \" \u0000 it's\u202e\r\n")),
                new Event.Output(1, Content.of(new byte[] {(byte) 0xff, (byte) 0xc3, 'o', 'k', 0})),
                new Event.CommandStarted(2, Content.of("x\u0000y '; drop schema search; -- \\N")),
                new DatabaseEvent.StatementStarted(
                    1, StatementForm.SIMPLE_QUERY, "", Content.of("select '\u0000\udc00\ufffe'"))));

    indexer.derive(id);

    assertThat(only(search("evil it s")).found()).isEqualTo("evil \\ ' \"  it's");
    assertThat(search("ok")).hasSize(1);
    assertThat(only(search("drop schema search")).kind()).isEqualTo(TextKind.COMMAND);
    assertThat(only(search("select")).session().principal()).doesNotContain("\u0000");
  }

  @Test
  void randomBytesAreIndexedThenTheIndexTakesThem() throws Exception {
    long seed = Long.getLong("gatescribe.seed", System.nanoTime());
    System.out.println("seed " + seed + "; again with -Dgatescribe.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      List<Event> events = new ArrayList<>();
      events.add(new Event.TerminalOpened(1, "xterm", 80, 24));
      for (int i = 0; i < 20; i++) {
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        String text =
            random
                .ints(50, 0, 0x3000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        events.add(
            switch (random.nextInt(4)) {
              case 0 -> new Event.Output(1, Content.of(bytes));
              case 1 -> new Event.Input(1, Content.of(bytes));
              case 2 -> new Event.CommandStarted(1, Content.of(bytes));
              default -> new Event.CommandStarted(1, Content.of(text));
            });
      }
      events.add(new Event.CommandStarted(3, Content.of("findable " + round)));
      indexer.derive(sessions.put(Protocol.SSH, "p", "t", events));
    }
    assertThat(search("findable", true)).hasSize(20);
  }

  @Test
  void longStreamIsCutIntoChunksThenEveryPhraseInItIsFoundOnce() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      lines.add("w" + i + "a w" + i + "b w" + i + "c w" + i + "d w" + i + "e");
    }
    indexer.derive(sessions.terminal(lines.toArray(String[]::new)));

    for (int i = 0; i < 399; i++) {
      assertThat(search("w" + i + "d w" + i + "e w" + (i + 1) + "a")).as("line " + i).hasSize(1);
    }
  }

  @Test
  void damagedRecordingIsIndexedThenWhatCanBeReadIsFoundAndTheDamageIsTold() throws Exception {
    String[] lines = new String[120];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "line number" + i;
    }
    RecordingId id = sessions.terminal(lines);
    sessions.damage(id, 1);

    assertThatThrownBy(() -> indexer.derive(id)).isInstanceOf(DamagedRecordingException.class);

    assertThat(search("number10")).hasSize(1);
    assertThat(search("number100")).isEmpty();
    assertThat(indexer.missing(List.of(id))).isEmpty();
  }

  @Test
  void serverGoesAwayAndComesBackThenSearchSaysSoAndIndexingGoesOn() throws Exception {
    RecordingId before = sessions.terminal("before the fall");
    indexer.derive(before);

    server.stop();
    RecordingId meanwhile = sessions.terminal("after the fall");
    assertThatThrownBy(() -> indexer.derive(meanwhile)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> indexer.missing(List.of(meanwhile))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> search("before")).isInstanceOf(SearchUnavailableException.class);
    assertThat(database.answers()).isFalse();

    server.start();
    // The pool of connections asks again in its own time.
    await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          indexer.derive(meanwhile);
          return true;
        });
    assertThat(search("the fall")).hasSize(2);
    assertThat(database.answers()).isTrue();
  }

  @Test
  void rebuildFromTheStoreAloneThenAnswersAreTheSame() throws Exception {
    List<RecordingId> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(sessions.terminal("alpha beta gamma" + i, "delta"));
      indexer.derive(ids.getLast());
    }
    RecordingId gone = ids.get(3);
    sessions.delete(gone);
    List<SearchHit> before = new ArrayList<>(search("alpha beta"));
    before.removeIf(hit -> hit.session().id().equals(gone));
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute("delete from search.chunk"); // Nothing of it is used.
    }

    List<RecordingId> damaged = new ArrayList<>();
    IndexRebuild rebuild =
        new IndexRebuild(database, sessions.catalog(), (id, _) -> damaged.add(id));
    long recordings = rebuild.run();

    assertThat(recordings).isEqualTo(19);
    assertThat(damaged).isEmpty();
    assertThat(search("alpha beta")).isEqualTo(before).hasSize(19);
    assertThat(rebuild.progress().done()).isEqualTo(19);
    // And it can be written to, and rebuilt again.
    RecordingId later = sessions.terminal("alpha beta later");
    indexer.derive(later);
    new IndexRebuild(database, sessions.catalog(), (_, _) -> {}).run();
    assertThat(search("alpha beta")).hasSize(20);
  }

  @Test
  void recordingIsIndexedDuringARebuildThenItIsFoundAfterwards() throws Exception {
    sessions.terminal("one");
    List<RecordingId> late = new ArrayList<>();
    StoredSessions hidden = new StoredSessions(directory.resolve("elsewhere"));
    RecordingId inOtherStore = hidden.terminal("indexed meanwhile");
    IndexRebuild rebuild =
        new IndexRebuild(database, sessions.catalog(), (_, _) -> late.add(inOtherStore));
    RecordingId broken = sessions.terminal("broken");
    sessions.damage(broken, 0);
    IndexRebuild meddling =
        new IndexRebuild(
            database,
            sessions.catalog(),
            (_, _) -> {
              try {
                new SearchIndexer(database, hidden.catalog()).derive(inOtherStore);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    meddling.run();

    assertThat(search("indexed meanwhile")).hasSize(1);
    assertThat(search("one")).hasSize(1);
    assertThat(rebuild.run()).isEqualTo(2); // What no store has is not in an index made from it.
    assertThat(search("indexed meanwhile")).isEmpty();
  }

  @Test
  void addressSaysNothingOfTlsThenTheServerMustProveItself() throws Exception {
    MetadataAddress unproved =
        new MetadataAddress(address.url(), address.user(), address.password(), Optional.empty());
    MetadataAddress inWords =
        new MetadataAddress(
            address.url() + "?sslmode=require",
            address.user(),
            address.password(),
            Optional.empty());

    try (MetadataDatabase strict = new MetadataDatabase()) {
      assertThatThrownBy(() -> strict.connect(unproved)).hasStackTraceContaining("SSL");
    }
    try (MetadataDatabase lenient = new MetadataDatabase()) {
      lenient.connect(inWords);
      assertThat(lenient.answers()).isTrue();
    }
    assertThat(address.toString()).doesNotContain(address.password());
  }

  @Test
  void twoRebuildAtOnceThenTheSecondIsRefused() throws Exception {
    sessions.damage(sessions.terminal("slow"), 0);
    List<String> refused = new ArrayList<>();
    new IndexRebuild(
            database,
            sessions.catalog(),
            (_, _) -> {
              try {
                new IndexRebuild(database, sessions.catalog(), (_, _) -> {}).run();
              } catch (IOException | SQLException e) {
                refused.add(e.getMessage());
              }
            })
        .run();

    assertThat(refused).containsExactly("the index is being rebuilt by somebody else");
  }

  @Test
  void databaseOfAnEarlierStartIsConnectedThenItsIndexIsStillThere() throws Exception {
    indexer.derive(sessions.terminal("still there"));
    database.disconnect();
    assertThatThrownBy(() -> search("still")).isInstanceOf(SearchUnavailableException.class);

    database.connect(address);

    assertThat(search("still there")).hasSize(1);
  }

  private List<SearchHit> search(String phrase) throws SearchUnavailableException {
    return search(phrase, false);
  }

  private List<SearchHit> search(String phrase, boolean prefix) throws SearchUnavailableException {
    return index.search(SearchQuery.of(Phrase.parse(phrase, prefix), 100)).hits();
  }

  private static SearchHit only(List<SearchHit> hits) {
    assertThat(hits).hasSize(1);
    return hits.getFirst();
  }
}
