package dev.gatescribe.testbed.campaign;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatescribe.recording.format.SigningKey;
import dev.gatescribe.testbed.campaign.PhraseQuestions.Question;
import dev.gatescribe.testbed.campaign.PhraseQuestions.Sort;
import dev.gatescribe.testbed.fixture.BuiltServer;
import dev.gatescribe.testbed.fixture.ChildProcess;
import dev.gatescribe.testbed.fixture.CommandResult;
import dev.gatescribe.testbed.fixture.GatewayServer;
import dev.gatescribe.testbed.fixture.WebClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Makes recordings and their index, and asks a running server for phrases. */
final class SearchTrial {
  private static final int PAGE = 25;
  private static final Duration REBUILD_LIMIT = Duration.ofHours(2);
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final String REST = "targets: []\nprincipals: []\npolicies: []\n";

  private final Path folder;
  private final long seed;
  private final int sessions;
  private final Consumer<String> progress;
  private final SyntheticText text;
  private final List<String> problems = new ArrayList<>();
  private final Map<Sort, List<Long>> nanos = new EnumMap<>(Sort.class);

  private SearchTrial(Path folder, long seed, int sessions, Consumer<String> progress) {
    this.folder = folder;
    this.seed = seed;
    this.sessions = sessions;
    this.progress = progress;
    this.text = new SyntheticText(seed);
  }

  /**
   * What came out.
   *
   * @param rebuilds what each rebuild said of itself
   * @param nanos how long each answer took, by the sort of its question
   * @param problems answers that were wrong
   */
  record Outcome(
      double generateSeconds,
      List<String> rebuilds,
      Map<Sort, List<Long>> nanos,
      List<String> problems) {}

  /**
   * Runs it in a folder, which may hold the recordings of an earlier run.
   *
   * @param progress takes a line whenever a step begins
   */
  static Outcome run(Path folder, long seed, int sessions, int ofEach, Consumer<String> progress)
      throws IOException {
    return new SearchTrial(folder, seed, sessions, progress).run(ofEach);
  }

  private Outcome run(int ofEach) throws IOException {
    long start = System.nanoTime();
    progress.accept("making the recordings");
    generate();
    progress.accept("reading them for what must be found");
    List<Question> questions = PhraseQuestions.of(text, seed, sessions, ofEach);
    double generateSeconds = (System.nanoTime() - start) / 1e9;
    List<String> rebuilds = new ArrayList<>();
    // No server runs, and there is no database yet: the rebuild makes it.
    Files.writeString(
        folder.resolve("gatescribe.yaml"), "data: " + folder.resolve("data") + "\n" + REST);
    progress.accept("making the index");
    rebuilds.add(rebuild());
    try (GatewayServer server = GatewayServer.start(folder, REST)) {
      WebClient client = awaitIndex(server);
      progress.accept("asking");
      List<String> before = ask(client, questions);
      progress.accept("making the index again");
      rebuilds.add(rebuild());
      progress.accept("asking again");
      if (!ask(client, questions).equals(before)) {
        problems.add("after the second rebuild the answers are others");
      }
    }
    return new Outcome(generateSeconds, rebuilds, nanos, problems);
  }

  private void generate() throws IOException {
    Path mark = folder.resolve("made-" + seed + "-" + sessions);
    if (Files.exists(mark)) {
      return;
    }
    Path keys = folder.resolve("data/keys");
    Files.createDirectories(keys);
    SigningKey key = SigningKey.generate();
    Path secret = keys.resolve("recording-signing.pem");
    Files.writeString(secret, key.privatePem());
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(keys.resolve("recording-signing.pub.pem"), key.publicKey().pem());
    new SyntheticStore(folder.resolve("data/store"), key).write(text, seed, sessions);
    Files.createFile(mark);
  }

  /** Answers the line that it ends with. */
  private String rebuild() {
    ProcessBuilder command =
        new ProcessBuilder(
            BuiltServer.server(
                List.of(
                    "index", "rebuild", "--config", folder.resolve("gatescribe.yaml").toString())));
    try (ChildProcess process = ChildProcess.start(command)) {
      CommandResult result = process.await(REBUILD_LIMIT).orFail();
      return result.stdoutText().strip();
    }
  }

  private WebClient awaitIndex(GatewayServer server) {
    String token;
    try {
      token = Files.readString(server.data().resolve("keys/web-token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    WebClient client = new WebClient(server.webUrl(), token);
    await()
        .atMost(READY_LIMIT)
        .until(() -> client.get("/api/search?phrase=ready").statusCode() == 200);
    return client;
  }

  /** Asks everything, and answers what was answered. */
  private List<String> ask(WebClient client, List<Question> questions) {
    List<String> answers = new ArrayList<>();
    for (Question question : questions) {
      String path =
          "/api/search?limit=%d&prefix=%s&phrase=%s"
              .formatted(
                  PAGE,
                  question.prefix(),
                  URLEncoder.encode(question.phrase(), StandardCharsets.UTF_8));
      long start = System.nanoTime();
      JsonNode answer = client.json(path);
      nanos.computeIfAbsent(question.sort(), _ -> new ArrayList<>()).add(System.nanoTime() - start);
      check(question, answer);
      answers.add(answer.toString());
    }
    return answers;
  }

  /** The recordings of a page are the newest that have the phrase, in their order, and all. */
  private void check(Question question, JsonNode answer) {
    Set<String> found = new LinkedHashSet<>();
    for (JsonNode hit : answer.get("hits")) {
      found.add(hit.get("recording").asText());
    }
    List<String> expected = question.newest().stream().map(Object::toString).toList();
    boolean all = answer.get("next").isNull();
    boolean right =
        all
            ? List.copyOf(found).equals(expected)
            : !found.isEmpty()
                && List.copyOf(found)
                    .equals(expected.subList(0, Math.min(found.size(), expected.size())));
    if (!right) {
      problems.add(
          "%s \"%s\": found %d recordings%s, expected %d"
              .formatted(
                  question.sort(),
                  question.phrase(),
                  found.size(),
                  all ? "" : " and more",
                  expected.size()));
    }
  }
}
