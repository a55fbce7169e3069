package dev.gatescribe.server;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.gatescribe.cli.terminal.Figures;
import dev.gatescribe.index.SearchIndex;
import dev.gatescribe.player.web.recordings.SearchHitView;
import dev.gatescribe.recording.search.Phrase;
import dev.gatescribe.recording.search.SearchHit;
import dev.gatescribe.recording.search.SearchPage;
import dev.gatescribe.recording.search.SearchQuery;
import dev.gatescribe.recording.search.SearchUnavailableException;
import dev.gatescribe.recording.text.TextKind;
import dev.gatescribe.session.Protocol;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "search",
    description =
        "Find recordings by words that follow each other in them: output, commands, statements,"
            + " API calls. Case and punctuation do not count. Newest first.",
    mixinStandardHelpOptions = true)
final class IndexSearchCommand implements Callable<Integer> {
  private static final int USUAL = 20;
  private static final long MICROS_PER_MILLI = 1000;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PHRASE", description = "The words, in one argument.")
  private String phrase;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration of the server.")
  private Path configuration;

  @Option(names = "--prefix", description = "The last word is only the beginning of a word.")
  private boolean prefix;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description =
          "Only in text of this kind: output, input, command, statement, value, request, message.")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      description = "Only sessions of this protocol: ssh, postgresql, kubernetes.")
  private @Nullable String protocol;

  @Option(names = "--principal", paramLabel = "NAME", description = "Only sessions of this one.")
  private @Nullable String principal;

  @Option(names = "--target", paramLabel = "NAME", description = "Only sessions on this target.")
  private @Nullable String target;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many hits, 1 to 100 (default: 20).")
  private int limit = USUAL;

  @Option(names = "--json", description = "Print JSON, with the names of the REST API.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  IndexSearchCommand() {}

  @Override
  public Integer call() throws StartException {
    SearchQuery query = query();
    SearchPage page;
    try (OpenedIndex index = OpenedIndex.open(ServerConfiguration.read(configuration))) {
      page = new SearchIndex(index.database()).search(query);
    } catch (SearchUnavailableException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonMapper mapper = JsonMapper.builder().build();
      ArrayNode array = mapper.createArrayNode();
      page.hits().forEach(hit -> array.add(mapper.valueToTree(SearchHitView.of(hit))));
      out.println(array.toPrettyString());
    } else if (page.hits().isEmpty()) {
      out.println("No recording has this phrase.");
    } else {
      page.hits().forEach(hit -> print(out, hit));
      if (page.next() != null) {
        out.println("There are more; narrow the search, or raise --limit.");
      }
    }
    return 0;
  }

  private static void print(PrintWriter out, SearchHit hit) {
    var session = hit.session();
    out.printf(
        "%s  %s  %s  %s on %s@%s, %s in%n    %s%s%s%n",
        session.id(),
        Figures.time(session.startedAt()),
        hit.kind().code(),
        session.principal(),
        session.login(),
        session.target(),
        Figures.duration(hit.offsetMicros() / MICROS_PER_MILLI * MICROS_PER_MILLI),
        hit.before(),
        hit.found().replace('\n', ' '),
        hit.after());
  }

  private SearchQuery query() {
    try {
      Set<TextKind> wanted = EnumSet.noneOf(TextKind.class);
      for (String code : kinds) {
        wanted.add(
            TextKind.ofCode(code)
                .orElseThrow(() -> new IllegalArgumentException("there is no kind " + code)));
      }
      return new SearchQuery(
          Phrase.parse(phrase, prefix),
          wanted,
          protocol == null ? null : protocolOf(protocol),
          principal,
          target,
          null,
          null,
          limit,
          null);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Protocol protocolOf(String code) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.code().equals(code)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException("there is no protocol " + code);
  }
}
